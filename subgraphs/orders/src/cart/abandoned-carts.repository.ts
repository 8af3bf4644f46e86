import { pruneRows, type Pruned } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/**
 * Notes that these carts are told of now, in these versions; answers with the owners of those that never were. Waits for
 * another worker that is telling of the same ones.
 */
export async function noteTold(trx: Trx, carts: readonly { userId: string; version: number }[]): Promise<Set<string>> {
  const { rows } = await sql<{ user_id: string; is_new: boolean }>`
    insert into abandoned_carts as held (user_id, cart_version)
    select "userId", version from jsonb_to_recordset(${JSON.stringify(carts)}::jsonb) as cart ("userId" uuid, version integer)
    -- two workers with the same carts take their rows in one order
    order by "userId"
    -- now() is when the transaction began: only a row of this one was told of at that time
    on conflict (user_id, cart_version) do update set seen_at = now() where held.seen_at < now() - interval '1 day'
    returning user_id, told_at = now() as is_new`.execute(trx);
  return new Set(rows.filter((row) => row.is_new).map((row) => row.user_id));
}

/** Deletes rows of carts that were not seen for 60 days: a cart lives for 30 days after it was last used. */
export async function pruneTold(db: Db, signal?: AbortSignal): Promise<Pruned> {
  const before = sql`now() - interval '60 days'`;
  return pruneRows(db, { table: 'abandoned_carts', column: 'seen_at', before, signal });
}
