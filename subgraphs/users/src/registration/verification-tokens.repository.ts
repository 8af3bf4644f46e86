import type { UserId } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db } from '../database.ts';

/** A registration that waits for its token to come back. */
export interface PendingRegistration {
  accountId: UserId;
  passwordHash: string;
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
      display_name: token.displayName,
      locale: token.locale,
      expires_at: sql<Date>`now() + make_interval(secs => ${token.lifetimeSeconds})`,
    })
    .execute();
}

/** Uses a token up. Of two who bring it at the same moment only one gets the registration. */
export async function takeVerificationToken(db: Db, tokenHash: Buffer): Promise<PendingRegistration | undefined> {
  const row = await db
    .updateTable('verification_tokens')
    .set({ used_at: sql<Date>`now()` })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .returning(['account_id', 'password_hash', 'display_name', 'locale'])
    .executeTakeFirst();
  return (
    row && {
      accountId: row.account_id,
      passwordHash: row.password_hash,
      displayName: row.display_name,
      locale: row.locale,
    }
  );
}

/** Removes what can no longer be used: all tokens of a verified account. */
export async function deleteVerificationTokens(db: Db, accountId: UserId): Promise<void> {
  await db.deleteFrom('verification_tokens').where('account_id', '=', accountId).execute();
}

export async function deleteExpiredTokens(db: Db, accountId: UserId): Promise<void> {
  await db
    .deleteFrom('verification_tokens')
    .where('account_id', '=', accountId)
    .where('expires_at', '<=', sql<Date>`now()`)
    .execute();
}
