import { pruneRows, type Pruned, type UserId } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db } from '../database.ts';

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
