import type { Role } from '@quartet/schema/access';
import { emailAddress, newId, parseInput, retryTransaction, wakeOutbox, type UserId } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { hashPassword } from '../passwords/hashing.ts';
import { deleteVerificationTokens } from '../registration/verification-tokens.repository.ts';
import { publishAccount } from './account-events.ts';
import { displayNameSchema } from './account.ts';
import { findAccountByEmail, upsertVerified } from './accounts.repository.ts';

/**
 * Creates a verified account without a message, for seeds, tests and operators. An account of that address that is
 * already verified stays as it is.
 * @returns the account's id
 * @throws AppError BAD_USER_INPUT for input that cannot be stored
 */
export async function registerVerified(
  db: Db,
  input: { email: string; password: string; displayName: string | null; role: Role },
): Promise<UserId> {
  const email = parseInput(emailAddress, input.email);
  const displayName = parseInput(displayNameSchema.nullable(), input.displayName);
  const known = await findAccountByEmail(db, email);
  if (known?.account.emailVerified) return known.account.id;
  const passwordHash = await hashPassword(input.password);
  const id = await retryTransaction(db, async (trx) => {
    const account = { id: newId<UserId>(), email, passwordHash, displayName, role: input.role };
    const verified = await upsertVerified(trx, account);
    if (verified === undefined) return undefined;
    // Other registrations of this address are void.
    await deleteVerificationTokens(trx, verified.id);
    await publishAccount(trx, 'user.registered', verified);
    return verified.id;
  });
  if (id) {
    wakeOutbox(db);
    return id;
  }
  // Another process created the same account in the meantime.
  const created = await findAccountByEmail(db, email);
  if (!created) throw new Error('An account vanished while it was created');
  return created.account.id;
}
