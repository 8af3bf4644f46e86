import { sql, type Insertable, type Selectable } from 'kysely';
import type { Db, Trx } from '../database.ts';
import type { OrderDirectoryTable, OrderEventTable, OrderItemTable, OrderTable } from './orders.table.ts';

export type OrderRow = Selectable<OrderTable>;
export type OrderItemRow = Selectable<OrderItemTable>;
export type OrderEventRow = Selectable<OrderEventTable>;

/*
 * Orders and items are partitioned: each statement names the ids of the table that it reads, and is sent unnamed, so that
 * the planner sees the ids and opens the partitions of their months alone.
 */

export async function findOrders(db: Db, ids: readonly string[]): Promise<OrderRow[]> {
  return db
    .selectFrom('orders')
    .selectAll()
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
}

/** Items of these orders, by line. */
export async function findItems(db: Db, orderIds: readonly string[]): Promise<OrderItemRow[]> {
  return db
    .selectFrom('order_items')
    .selectAll()
    .where('order_id', '=', sql<string>`any(${orderIds}::uuid[])`)
    .orderBy('order_id')
    .orderBy('line')
    .execute();
}

/** Events of these orders, oldest first. */
export async function findEvents(db: Db, orderIds: readonly string[]): Promise<OrderEventRow[]> {
  return db
    .selectFrom('order_events')
    .selectAll()
    .where('order_id', '=', sql<string>`any(${orderIds}::uuid[])`)
    .orderBy('order_id')
    .orderBy('version')
    .execute();
}

export interface NewOrder {
  order: Insertable<OrderTable>;
  items: readonly Insertable<OrderItemTable>[];
  directory: Insertable<OrderDirectoryTable>;
  event: Insertable<OrderEventTable>;
}

/** Writes the order, its items, its place in the directory and its first event. */
export async function insertOrder(trx: Trx, { order, items, directory, event }: NewOrder): Promise<void> {
  await trx.insertInto('order_directory').values(directory).execute();
  await trx
    .insertInto('order_directory_skus')
    .values(items.map((item) => ({ sku: item.sku, placed_at: directory.placed_at, order_id: directory.order_id })))
    .execute();
  await trx.insertInto('orders').values(order).execute();
  await trx
    .insertInto('order_items')
    .values([...items])
    .execute();
  await trx.insertInto('order_events').values(event).execute();
}
