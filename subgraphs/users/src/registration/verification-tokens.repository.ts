import { pruneRows, type Pruned, type UserId } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db } from '../database.ts';

/** A registration that waits for its token. */
export interface PendingRegistration {
  accountId: UserId;
  passwordHash: string;
  /** Null: the registering browser got no secret. */
  secretHash: Buffer | null;
  displayName: string | null;
  locale: string | null;
}

/** Lifetimes are measured by the database's clock. */
export async function insertVerificationToken(
  db: Db,
  token: PendingRegistration & { tokenHash: Buffer; lifetimeSeconds: number },
): Promise<void> {
  await db
    .insertInto('verification_tokens')
    .values({
      token_hash: token.tokenHash,
      account_id: token.accountId,
      password_hash: token.passwordHash,
      secret_hash: token.secretHash,
      display_name: token.displayName,
      locale: token.locale,
      expires_at: sql<Date>`now() + make_interval(secs => ${token.lifetimeSeconds})`,
    })
    .execute();
}

/** The registration that a live token belongs to. */
export async function findRegistration(
  db: Db,
  tokenHash: Buffer,
): Promise<{ email: string; secretHash: Buffer | null } | undefined> {
  const row = await db
    .selectFrom('verification_tokens as token')
    .innerJoin('accounts', 'accounts.id', 'token.account_id')
    .select(['accounts.email', 'token.secret_hash as secretHash'])
    .where('token.token_hash', '=', tokenHash)
    .where('token.used_at', 'is', null)
    .where('token.expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return row?.email == null ? undefined : { email: row.email, secretHash: row.secretHash };
}

/** Deletes all tokens of an account, which is verified and has no use for them. */
export async function deleteVerificationTokens(db: Db, accountId: UserId): Promise<void> {
  await db.deleteFrom('verification_tokens').where('account_id', '=', accountId).execute();
}

/** Deletes tokens that have expired, in batches. */
export function pruneVerificationTokens(db: Db, signal?: AbortSignal): Promise<Pruned> {
  return pruneRows(db, { table: 'verification_tokens', column: 'expires_at', before: sql`now()`, signal });
}
