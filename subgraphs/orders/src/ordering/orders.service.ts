import { canonicalId, EXACT_COUNT_LIMIT, hasScope, type Viewer } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import {
  countAll,
  countEntries,
  findByNumbers,
  findEntries,
  findNewest,
  type DirectoryFilter,
} from './order-directory.repository.ts';
import {
  findEvents,
  findItems,
  findOrders,
  type OrderEventRow,
  type OrderItemRow,
  type OrderRow,
} from './orders.repository.ts';

/** The customer's own orders, and all of them for staff with orders:read. */
export function maySeeOrdersOf(viewer: Viewer, userId: string | null): boolean {
  if (hasScope(viewer, 'orders:read')) return true;
  return viewer.kind === 'user' && userId !== null && viewer.userId === canonicalId(userId);
}

/** Orders by id, in one round trip. */
export async function ordersById(db: Db, ids: readonly string[]): Promise<Map<string, OrderRow>> {
  const rows = await findOrders(db, ids);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Each order's items, by line, in one round trip. */
export async function itemsByOrder(db: Db, orderIds: readonly string[]): Promise<Map<string, OrderItemRow[]>> {
  return Map.groupBy(await findItems(db, orderIds), (item) => item.order_id);
}

/** Each order's history, oldest first, in one round trip. */
export async function eventsByOrder(db: Db, orderIds: readonly string[]): Promise<Map<string, OrderEventRow[]>> {
  return Map.groupBy(await findEvents(db, orderIds), (event) => event.order_id);
}

export interface ListPlace {
  placedAt: Date;
  orderId: string;
}

export interface ListPage {
  filter: DirectoryFilter;
  after: ListPlace | null;
  limit: number;
}

/**
 * Each user's orders, newest first, up to `limit`: the directory first, then the ids, two round trips for any number of
 * users.
 */
export async function pageByUser(db: Db, userIds: readonly string[], page: ListPage): Promise<Map<string, OrderRow[]>> {
  const entries = await findEntries(db, userIds, page);
  const orders = await ordersById(
    db,
    entries.map((entry) => entry.order_id),
  );
  const pages = new Map<string, OrderRow[]>(userIds.map((id) => [id, []]));
  for (const entry of entries) {
    const order = orders.get(entry.order_id);
    if (order) pages.get(entry.user_id)?.push(order);
  }
  return pages;
}

/** Orders of all customers, newest first, up to `limit`: the directory first, then the ids. */
export async function pageOfAll(db: Db, page: ListPage): Promise<OrderRow[]> {
  const ids = await findNewest(db, page);
  const orders = await ordersById(db, ids);
  return ids.flatMap((id) => orders.get(id) ?? []);
}

/** How many orders match; counted exactly up to 10,000, then 10,001. */
export async function countOfAll(db: Db, filter: DirectoryFilter): Promise<number> {
  return countAll(db, filter, EXACT_COUNT_LIMIT + 1);
}

/** Orders by their numbers: two round trips for any number of them. */
export async function ordersByNumber(db: Db, numbers: readonly string[]): Promise<Map<string, OrderRow>> {
  const ids = await findByNumbers(db, numbers);
  const orders = await ordersById(db, [...ids.values()]);
  return new Map(
    [...ids].flatMap(([number, id]): [string, OrderRow][] => {
      const order = orders.get(id);
      return order ? [[number, order]] : [];
    }),
  );
}

/** How many orders of each user match; counted exactly up to 10,000, then 10,001. */
export async function countByUser(
  db: Db,
  userIds: readonly string[],
  filter: DirectoryFilter,
): Promise<Map<string, number>> {
  const rows = await countEntries(db, userIds, filter, EXACT_COUNT_LIMIT + 1);
  return new Map(rows.map((row) => [row.user_id, row.count]));
}
