import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../database.ts';
import type { OrderStatus } from './orders.table.ts';

export interface DirectoryFilter {
  status?: readonly OrderStatus[] | undefined;
  /** Not this instant, but after it. */
  placedAfter?: Date | undefined;
  placedBefore?: Date | undefined;
  sku?: string | undefined;
  customerId?: string | undefined;
  number?: string | undefined;
  email?: string | undefined;
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
  page: { filter: DirectoryFilter; after: Place; limit: number },
): Promise<DirectoryEntry[]> {
  const result = await sql<DirectoryEntry>`
    select u.user_id, e.order_id, e.placed_at
    from unnest(${userIds}::uuid[]) as u (user_id)
    cross join lateral (
      select d.order_id, d.placed_at from order_directory d
      where d.user_id = u.user_id ${matching(page.filter)} ${behind(page.after)}
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

export type Place = { placedAt: Date; orderId: string } | null;

/** Of all customers, newest first: the ids of up to `limit` orders behind the given place of the list. */
export async function findNewest(
  db: Db,
  page: { filter: DirectoryFilter; after: Place; limit: number },
): Promise<string[]> {
  const result = await sql<{ order_id: string }>`
    select d.order_id from order_directory d
    where true ${matching(page.filter)} ${behind(page.after)}
    order by d.placed_at desc, d.order_id desc limit ${page.limit}`.execute(db);
  return result.rows.map((row) => row.order_id);
}

/** How many orders of all customers match, counted up to `max` (a count of `max` may mean more). */
export async function countAll(db: Db, filter: DirectoryFilter, max: number): Promise<number> {
  const result = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from order_directory d where true ${matching(filter)} limit ${max}
    ) counted`.execute(db);
  return result.rows[0]?.count ?? 0;
}

/** The ids of the orders with these numbers, by number: one round trip. */
export async function findByNumbers(db: Db, numbers: readonly string[]): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('order_directory')
    .select(['number', 'order_id'])
    .where('number', '=', sql<string>`any(${numbers}::text[])`)
    .execute();
  return new Map(rows.map((row) => [row.number, row.order_id]));
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

function behind(place: Place): RawBuilder<unknown> {
  if (place === null) return sql``;
  return sql`and (d.placed_at, d.order_id) < (${place.placedAt}::timestamptz, ${place.orderId}::uuid)`;
}

function matching(filter: DirectoryFilter): RawBuilder<unknown> {
  const conditions = [
    filter.status && sql`and d.status = any(${filter.status}::text[])`,
    filter.placedAfter && sql`and d.placed_at > ${filter.placedAfter}::timestamptz`,
    filter.placedBefore && sql`and d.placed_at < ${filter.placedBefore}::timestamptz`,
    filter.customerId !== undefined && sql`and d.user_id = ${filter.customerId}::uuid`,
    filter.number !== undefined && sql`and d.number = ${filter.number}`,
    filter.email !== undefined && sql`and lower(d.email) = lower(${filter.email})`,
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
