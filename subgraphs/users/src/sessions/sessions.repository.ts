import { pruneRows, type Pruned, type UserId } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db } from '../database.ts';

/**
 * Opens a session for an account that is active and verified at this moment, whatever it was when it was read; false
 * otherwise. The lock makes a suspension wait, so that it finds every session that was opened before it.
 */
export async function insertSession(
  db: Db,
  session: { id: string; accountId: UserId; lifetimeSeconds: number },
): Promise<boolean> {
  const inserted = await db
    .insertInto('sessions')
    .columns(['id', 'account_id', 'expires_at'])
    .expression((eb) =>
      eb
        .selectFrom('accounts')
        .select([
          sql<string>`${session.id}::uuid`.as('id'),
          'accounts.id as account_id',
          sql<Date>`now() + make_interval(secs => ${session.lifetimeSeconds})`.as('expires_at'),
        ])
        .where('accounts.id', '=', session.accountId)
        .where('accounts.status', '=', 'ACTIVE')
        .where('accounts.email_verified_at', 'is not', null)
        .forShare(),
    )
    .executeTakeFirst();
  return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Deletes sessions that have expired, in batches. */
export function pruneSessions(db: Db, signal?: AbortSignal): Promise<Pruned> {
  return pruneRows(db, { table: 'sessions', column: 'expires_at', before: sql`now()`, signal });
}
