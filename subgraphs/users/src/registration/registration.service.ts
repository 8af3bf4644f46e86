import { createHash, randomBytes } from 'node:crypto';
import { newId, parseInput, retryTransaction } from '@quartet/service-kit';
import type { UserId } from '@quartet/service-kit';
import { z } from 'zod';
import { findAccountByEmail, insertUnverified, markVerified } from '../accounts/accounts.repository.ts';
import { displayNameSchema, emailSchema, toAccount } from '../accounts/accounts.service.ts';
import type { Account } from '../accounts/accounts.service.ts';
import type { Db } from '../database.ts';
import { hashPassword } from '../passwords/hashing.ts';
import { passwordProblems } from '../passwords/password-rules.ts';
import type { Message, SendMessage } from './messages.ts';
import {
  deleteExpiredTokens,
  deleteVerificationTokens,
  insertVerificationToken,
  takeVerificationToken,
} from './verification-tokens.repository.ts';

const TOKEN_BYTES = 32;
const TOKEN_LIFETIME_SECONDS = 24 * 60 * 60;

const registrationSchema = z.object({
  email: emailSchema,
  password: z.string(),
  displayName: displayNameSchema.nullish(),
  locale: z.string().max(35).nullish(),
});

export type Registration = z.input<typeof registrationSchema>;
export type RegisterOutcome = { kind: 'accepted' } | { kind: 'weak_password'; reasons: string[] };

/**
 * Registers an address. The outcome is the same whether it has an account or not, and so is the work done: what
 * differs is the message that its owner gets. The password comes into force when the token of that message comes back,
 * so nobody can set one for an address that is not theirs. Throws BAD_USER_INPUT for input that cannot be stored.
 */
export async function register(db: Db, send: SendMessage, input: Registration): Promise<RegisterOutcome> {
  const { email, password, displayName, locale } = parseInput(registrationSchema, input);
  const reasons = passwordProblems(password, email);
  if (reasons.length > 0) return { kind: 'weak_password', reasons };

  const passwordHash = await hashPassword(password);
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const message = await retryTransaction(db, async (trx): Promise<Message | undefined> => {
    await insertUnverified(trx, { id: newId<UserId>(), email });
    const account = await findAccountByEmail(trx, email);
    if (account?.status !== 'ACTIVE') return undefined;
    if (account.email_verified_at) return { kind: 'already-registered', to: account.email ?? email };
    await deleteExpiredTokens(trx, account.id);
    await insertVerificationToken(trx, {
      tokenHash: hashToken(token),
      accountId: account.id,
      passwordHash,
      displayName: displayName ?? null,
      locale: locale ?? null,
      lifetimeSeconds: TOKEN_LIFETIME_SECONDS,
    });
    return { kind: 'verify-email', to: account.email ?? email, verificationToken: token };
  });
  // A suspended account is not told anything.
  if (message) await send(message);
  return { kind: 'accepted' };
}

/** Verifies the address that the token was sent to. Null for a token that is unknown, used or expired. */
export async function verifyEmail(db: Db, token: string): Promise<Account | null> {
  return retryTransaction(db, async (trx) => {
    const registration = await takeVerificationToken(trx, hashToken(token));
    if (!registration) return null;
    const account = await markVerified(trx, registration.accountId, registration);
    await deleteVerificationTokens(trx, registration.accountId);
    return account ? toAccount(account) : null;
  });
}

// Random tokens need no slow hash.
function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
