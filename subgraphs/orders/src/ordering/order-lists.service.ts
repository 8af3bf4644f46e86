import type { Db } from '../database.ts';
import { findByNumbers, findPage, findPagesByUser, type ListPage } from './order-directory.repository.ts';
import type { Order } from './order.ts';
import { findOrders } from './orders.repository.ts';

/*
 * The directory finds the ids, then the orders are read by id: two round trips for any number of users or numbers.
 */

/** A page of each user's orders, newest first. */
export async function pageByUser(db: Db, userIds: readonly string[], page: ListPage): Promise<Map<string, Order[]>> {
  const entries = await findPagesByUser(db, userIds, page);
  const orders = await findOrders(
    db,
    entries.map(({ orderId }) => orderId),
  );
  const pages = new Map<string, Order[]>(userIds.map((id) => [id, []]));
  for (const { userId, orderId } of entries) {
    const order = orders.get(orderId);
    if (order) pages.get(userId)?.push(order);
  }
  return pages;
}

/** A page of all customers' orders, newest first. */
export async function pageOfAll(db: Db, page: ListPage): Promise<Order[]> {
  const ids = await findPage(db, page);
  const orders = await findOrders(db, ids);
  return ids.flatMap((id) => orders.get(id) ?? []);
}

/** Orders by their numbers. */
export async function ordersByNumber(db: Db, numbers: readonly string[]): Promise<Map<string, Order>> {
  const ids = await findByNumbers(db, numbers);
  const orders = await findOrders(db, [...ids.values()]);
  return new Map(
    [...ids].flatMap(([number, id]): [string, Order][] => {
      const order = orders.get(id);
      return order ? [[number, order]] : [];
    }),
  );
}
