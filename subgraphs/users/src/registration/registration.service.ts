import { timingSafeEqual } from 'node:crypto';
import { ACCOUNT_LIMITS } from '@quartet/schema/limits';
import { emailAddress, newId, parseInput, retryTransaction, wakeOutbox, type UserId } from '@quartet/service-kit';
import { z } from 'zod';
import { publishAccount } from '../accounts/account-events.ts';
import { displayNameSchema, toAccount, type Account } from '../accounts/account.ts';
import { noteRegistration, verifyByToken } from '../accounts/accounts.repository.ts';
import type { Db } from '../database.ts';
import { answerRegistration } from '../messages/account-message.ts';
import { hashPassword } from '../passwords/hashing.ts';
import { passwordProblems } from '../passwords/password-rules.ts';
import { deleteRegistrations, insertRegistration } from './registrations.repository.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { deleteVerificationTokens, findRegistration } from './verification-tokens.repository.ts';

const LIFETIME_SECONDS = 24 * 60 * 60;

const registrationSchema = z.object({
  email: emailAddress,
  password: z.string(),
  displayName: displayNameSchema.nullish(),
  locale: z.string().max(ACCOUNT_LIMITS.locale).nullish(),
});

export type Registration = z.input<typeof registrationSchema>;
export type RegisterOutcome =
  { kind: 'accepted'; registrationSecret: string } | { kind: 'weak_password'; reasons: string[] };

/**
 * Registers an address. Outcome and work are the same whether it has an account or not: one hash, the same statements,
 * one message, whose words are chosen when it is written. What is stored for a verified account has no effect: it gets no
 * token.
 * @throws AppError BAD_USER_INPUT for input that cannot be stored
 */
export async function register(db: Db, input: Registration): Promise<RegisterOutcome> {
  const { email, password, displayName, locale } = parseInput(registrationSchema, input);
  const reasons = passwordProblems(password, email);
  if (reasons.length > 0) return { kind: 'weak_password', reasons };

  const passwordHash = await hashPassword(password);
  const registrationSecret = newSecret();
  const registrationId = newId();
  await retryTransaction(db, async (trx) => {
    const accountId = await noteRegistration(trx, { id: newId<UserId>(), email });
    await insertRegistration(trx, {
      id: registrationId,
      accountId,
      passwordHash,
      secretHash: hashSecret(registrationSecret),
      displayName: displayName ?? null,
      locale: locale ?? null,
      lifetimeSeconds: LIFETIME_SECONDS,
    });
    await answerRegistration(trx, { accountId, registrationId });
  });
  return { kind: 'accepted', registrationSecret };
}

export interface Verification {
  token: string;
  /** Replaces the password of the registration. */
  password?: string | null | undefined;
  /** Proves that the request comes from the browser that registered, whose password may be kept. */
  registrationSecret?: string | null | undefined;
}

export type VerifyOutcome =
  { kind: 'verified'; account: Account } | { kind: 'invalid_token' } | { kind: 'weak_password'; reasons: string[] };

/**
 * Verifies the address that the token was sent to. Anybody can register an address that is not theirs, so the password
 * of a registration is valid only for the browser that registered; anyone else chooses one here. An outcome other than
 * `verified` leaves the token unchanged.
 */
export async function verifyEmail(db: Db, input: Verification): Promise<VerifyOutcome> {
  const tokenHash = hashSecret(input.token);
  const registration = await findRegistration(db, tokenHash);
  if (!registration) return { kind: 'invalid_token' };
  const reasons = problemsOf(input, registration);
  if (reasons.length > 0) return { kind: 'weak_password', reasons };

  const passwordHash = input.password == null ? undefined : await hashPassword(input.password);
  const stored = await retryTransaction(db, async (trx) => {
    const verified = await verifyByToken(trx, tokenHash, passwordHash);
    if (verified === undefined) return undefined;
    await deleteVerificationTokens(trx, verified.id);
    await deleteRegistrations(trx, verified.id);
    await publishAccount(trx, 'user.registered', verified);
    return verified;
  });
  if (stored) wakeOutbox(db);
  const account = stored && toAccount(stored);
  return account ? { kind: 'verified', account } : { kind: 'invalid_token' };
}

function problemsOf(input: Verification, registration: { email: string; secretHash: Buffer | null }): string[] {
  if (input.password != null) return passwordProblems(input.password, registration.email);
  const { secretHash } = registration;
  const given = hashSecret(input.registrationSecret ?? '');
  if (secretHash && timingSafeEqual(secretHash, given)) return [];
  return ['A password must be chosen here: this is not the browser that registered'];
}
