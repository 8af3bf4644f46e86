import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../database.ts';
import type { OrderStatus } from './orders.table.ts';

export interface DirectoryFilter {
  status?: readonly OrderStatus[] | undefined;
  /** Not this instant, but after it. */
  placedAfter?: Date | undefined;
  placedBefore?: Date | undefined;
  sku?: string | undefined;
}

export interface DirectoryEntry {
  user_id: string;
  order_id: string;
  placed_at: Date;
}

/** Newest first. Up to `limit` orders of each user, after the given place of the list; one round trip for all users. */
export async function findEntries(
  db: Db,
  userIds: readonly string[],
  page: { filter: DirectoryFilter; after: { placedAt: Date; orderId: string } | null; limit: number },
): Promise<DirectoryEntry[]> {
  const after =
    page.after === null
      ? sql``
      : sql`and (d.placed_at, d.order_id) < (${page.after.placedAt}::timestamptz, ${page.after.orderId}::uuid)`;
  const result = await sql<DirectoryEntry>`
    select u.user_id, e.order_id, e.placed_at
    from unnest(${userIds}::uuid[]) as u (user_id)
    cross join lateral (
      select d.order_id, d.placed_at from order_directory d
      where d.user_id = u.user_id ${matching(page.filter)} ${after}
      order by d.placed_at desc, d.order_id desc limit ${page.limit}
    ) e`.execute(db);
  return result.rows;
}

/** How many orders of each user match, counted up to `max` (a count of `max` may mean more). */
export async function countEntries(
  db: Db,
  userIds: readonly string[],
  filter: DirectoryFilter,
  max: number,
): Promise<{ user_id: string; count: number }[]> {
  const result = await sql<{ user_id: string; count: number }>`
    select u.user_id, c.count
    from unnest(${userIds}::uuid[]) as u (user_id)
    cross join lateral (
      select count(*)::int as count from (
        select from order_directory d where d.user_id = u.user_id ${matching(filter)} limit ${max}
      ) counted
    ) c`.execute(db);
  return result.rows;
}

/** The ids of up to `limit` orders behind `after`, oldest first; start with after = null. */
export async function findOrderIds(db: Db, after: string | null, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('order_directory')
    .select('order_id')
    .$if(after !== null, (query) => query.where('order_id', '>', after))
    .orderBy('order_id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.order_id);
}

function matching(filter: DirectoryFilter): RawBuilder<unknown> {
  const conditions = [
    filter.status && sql`and d.status = any(${filter.status}::text[])`,
    filter.placedAfter && sql`and d.placed_at > ${filter.placedAfter}::timestamptz`,
    filter.placedBefore && sql`and d.placed_at < ${filter.placedBefore}::timestamptz`,
    filter.sku !== undefined &&
      sql`and exists (
        select from order_directory_skus s
        where s.sku = ${filter.sku} and s.placed_at = d.placed_at and s.order_id = d.order_id)`,
  ];
  return sql.join(
    conditions.filter((condition) => typeof condition === 'object'),
    sql` `,
  );
}
