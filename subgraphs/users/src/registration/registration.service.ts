import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { ACCOUNT_LIMITS } from '@quartet/schema/limits';
import { emailAddress, newId, parseInput, retryTransaction, wakeOutbox, type UserId } from '@quartet/service-kit';
import { z } from 'zod';
import { publishAccount } from '../accounts/account-events.ts';
import { displayNameSchema, toAccount, type Account } from '../accounts/account.ts';
import { noteRegistration, verifyByToken } from '../accounts/accounts.repository.ts';
import type { Db } from '../database.ts';
import { hashPassword } from '../passwords/hashing.ts';
import { passwordProblems } from '../passwords/password-rules.ts';
import type { Message, SendMessage } from './messages.ts';
import {
  deleteVerificationTokens,
  findRegistration,
  insertVerificationToken,
} from './verification-tokens.repository.ts';

const SECRET_BYTES = 32;
const TOKEN_LIFETIME_SECONDS = 24 * 60 * 60;

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
 * one message, of which only the words differ. What is stored for a verified account has no effect: nobody gets its token.
 * @throws AppError BAD_USER_INPUT for input that cannot be stored
 */
export async function register(db: Db, send: SendMessage, input: Registration): Promise<RegisterOutcome> {
  const { email, password, displayName, locale } = parseInput(registrationSchema, input);
  const reasons = passwordProblems(password, email);
  if (reasons.length > 0) return { kind: 'weak_password', reasons };

  const passwordHash = await hashPassword(password);
  const token = newSecret();
  const registrationSecret = newSecret();
  const message = await retryTransaction(db, async (trx): Promise<Message> => {
    const account = await noteRegistration(trx, { id: newId<UserId>(), email });
    await insertVerificationToken(trx, {
      tokenHash: hashSecret(token),
      accountId: account.id,
      passwordHash,
      secretHash: hashSecret(registrationSecret),
      displayName: displayName ?? null,
      locale: locale ?? null,
      lifetimeSeconds: TOKEN_LIFETIME_SECONDS,
    });
    const to = account.email ?? email;
    const mayVerify = account.status === 'ACTIVE' && !account.emailVerified;
    return mayVerify ? { kind: 'verify-email', to, verificationToken: token } : { kind: 'already-registered', to };
  });
  await send(message);
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

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

// Random secrets need no slow hash.
function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
