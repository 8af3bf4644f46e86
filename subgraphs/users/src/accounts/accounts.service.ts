import type { Role } from '@quartet/schema/access';
import {
  emailAddress,
  hasScope,
  isUuid,
  lineText,
  newId,
  parseInput,
  retryTransaction,
  userId,
} from '@quartet/service-kit';
import type { UserId, Viewer } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { hashPassword } from '../passwords/hashing.ts';
import { deleteVerificationTokens } from '../registration/verification-tokens.repository.ts';
import { findAccountByEmail, findAccounts, upsertVerified } from './accounts.repository.ts';
import type { AccountRow, AccountStatus } from './accounts.table.ts';

/** An account that was not deleted, as its owner and staff see it. */
export interface Account {
  id: UserId;
  email: string;
  emailVerified: boolean;
  displayName: string | null;
  role: Role;
  status: AccountStatus;
  locale: string | null;
  createdAt: Date;
  version: number;
}

/** What anyone may see of a person. */
export interface Profile {
  id: UserId;
  displayName: string | null;
}

/** A name as people see it: one line, without characters that nobody can see. */
export const displayNameSchema = lineText({ max: 100 });

/** An account is for its owner and for staff with users:read; for anyone else it does not exist. */
export function maySeeAccount(viewer: Viewer, id: UserId): boolean {
  return (viewer.kind === 'user' && viewer.userId === id) || hasScope(viewer, 'users:read');
}

/** The accounts with these ids, by id, in one query. Ids that cannot be one are left out, not refused. */
export async function loadAccounts(db: Db, ids: readonly string[]): Promise<Map<string, AccountRow>> {
  const possible = ids.filter(isUuid).map((id) => userId(id));
  if (possible.length === 0) return new Map();
  const rows = await findAccounts(db, possible);
  return new Map(rows.map((row) => [row.id, row]));
}

/** A deleted account keeps only its id: there is nothing left to show of it. */
export function toAccount(row: AccountRow): Account | null {
  if (row.email === null) return null;
  return {
    id: row.id,
    email: row.email,
    emailVerified: row.email_verified_at !== null,
    displayName: row.display_name,
    role: row.role,
    status: row.status,
    locale: row.locale,
    createdAt: row.created_at,
    version: row.version,
  };
}

/** A deleted person still has a profile, without a name, so that what they wrote stays readable. */
export function toProfile(row: AccountRow): Profile {
  return { id: row.id, displayName: row.display_name };
}

/**
 * Makes a verified account without a message, for seeds, tests and operators. Where the address has a verified account
 * already, that one stays as it is. Answers with the account's id; throws BAD_USER_INPUT for input that cannot be stored.
 */
export async function registerVerified(
  db: Db,
  input: { email: string; password: string; displayName: string | null; role: Role },
): Promise<UserId> {
  const email = parseInput(emailAddress, input.email);
  const displayName = parseInput(displayNameSchema.nullable(), input.displayName);
  const known = await findAccountByEmail(db, email);
  if (known?.email_verified_at) return known.id;
  const passwordHash = await hashPassword(input.password);
  const id = await retryTransaction(db, async (trx) => {
    const account = { id: newId<UserId>(), email, passwordHash, displayName, role: input.role };
    const verified = await upsertVerified(trx, account);
    // What others registered this address with is void.
    if (verified) await deleteVerificationTokens(trx, verified);
    return verified;
  });
  if (id) return id;
  // Another process made the same account in the meantime.
  const made = await findAccountByEmail(db, email);
  if (!made) throw new Error('An account vanished while it was made');
  return made.id;
}
