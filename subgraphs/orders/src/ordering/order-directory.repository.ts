import { EXACT_COUNT_LIMIT } from '@quartet/service-kit';
import { sql, type RawBuilder } from 'kysely';
import type { Db, Trx } from '../database.ts';
import type { OrderStatus } from './order.ts';

export interface DirectoryFilter {
  status?: readonly OrderStatus[] | undefined;
  /** Later than this instant; an order of this instant is not included. */
  placedAfter?: Date | undefined;
  placedBefore?: Date | undefined;
  sku?: string | undefined;
  customerId?: string | undefined;
  number?: string | undefined;
  email?: string | undefined;
}

/** A page of a list of orders, newest first. */
export interface ListPage {
  filter: DirectoryFilter;
  /** Behind this order; null: from the beginning. */
  after: { placedAt: Date; orderId: string } | null;
  limit: number;
}

/** A count is exact up to the limit; a greater number means that there are more. */
const MAX_COUNT = EXACT_COUNT_LIMIT + 1;

/** A page of each user's orders, by their ids, newest first: one round trip for all users. */
export async function findPagesByUser(
  db: Db,
  userIds: readonly string[],
  page: ListPage,
): Promise<{ userId: string; orderId: string }[]> {
  const result = await sql<{ userId: string; orderId: string }>`
    select u.user_id as "userId", e.order_id as "orderId"
    from unnest(${userIds}::uuid[]) as u (user_id)
    cross join lateral (
      select d.order_id, d.placed_at from order_directory d
      where d.user_id = u.user_id ${matching(page.filter)} ${behind(page.after)}
      order by d.placed_at desc, d.order_id desc limit ${page.limit}
    ) e`.execute(db);
  return result.rows;
}

/** How many orders of each user match; exact up to 10,000, then 10,001. */
export async function countByUser(
  db: Db,
  userIds: readonly string[],
  filter: DirectoryFilter,
): Promise<Map<string, number>> {
  const result = await sql<{ userId: string; count: number }>`
    select u.user_id as "userId", c.count
    from unnest(${userIds}::uuid[]) as u (user_id)
    cross join lateral (
      select count(*)::int as count from (
        select from order_directory d where d.user_id = u.user_id ${matching(filter)} limit ${MAX_COUNT}
      ) counted
    ) c`.execute(db);
  return new Map(result.rows.map(({ userId, count }) => [userId, count]));
}

/** A page of all customers' orders, by their ids, newest first. */
export async function findPage(db: Db, page: ListPage): Promise<string[]> {
  const result = await sql<{ order_id: string }>`
    select d.order_id from order_directory d
    where true ${matching(page.filter)} ${behind(page.after)}
    order by d.placed_at desc, d.order_id desc limit ${page.limit}`.execute(db);
  return result.rows.map((row) => row.order_id);
}

/** How many orders of all customers match; exact up to 10,000, then 10,001. */
export async function countAll(db: Db, filter: DirectoryFilter): Promise<number> {
  const result = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from order_directory d where true ${matching(filter)} limit ${MAX_COUNT}
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

/** With the owner of the order itself, in the same transaction. */
export async function setDirectoryOwner(trx: Trx, orderId: string, userId: string): Promise<void> {
  await trx.updateTable('order_directory').set({ user_id: userId }).where('order_id', '=', orderId).execute();
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

function behind(after: ListPage['after']): RawBuilder<unknown> {
  if (after === null) return sql``;
  return sql`and (d.placed_at, d.order_id) < (${after.placedAt}::timestamptz, ${after.orderId}::uuid)`;
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
