import { sql } from 'kysely';
import type { Db } from '../database.ts';
import { changeOf } from './inventory.repository.ts';
import type { StockChange } from './stock.ts';

/** Locks the levels of the SKUs that the order holds, reserved or sold, in SKU order as every claim of stock does. */
export async function lockLevelsOfOrder(db: Db, orderId: string): Promise<void> {
  await sql`
    select from inventory
    where sku in (select sku from reservations where order_id = ${orderId}::uuid and state <> 'RELEASED')
    order by sku for update`.execute(db);
}

/** The caller holds the locks of the inventory rows. */
export async function commitReservations(db: Db, orderId: string): Promise<void> {
  await sql`
    with committed as (
      update reservations set state = 'COMMITTED', expires_at = null
      where order_id = ${orderId}::uuid and state = 'OPEN'
      returning sku, quantity
    ), booked as (
      insert into stock_movements (sku, kind, delta, reference)
      select sku, 'SOLD', -quantity, ${orderId}::text || ' ' || sku from committed order by sku
    )
    update inventory i
    set on_hand = i.on_hand - c.quantity, reserved = i.reserved - c.quantity, version = i.version + 1, updated_at = now()
    from committed c where i.sku = c.sku`.execute(db);
}

/** The caller holds the locks of the inventory rows. @returns the change of each SKU */
export async function releaseReservations(db: Db, orderId: string): Promise<StockChange[]> {
  const { rows } = await sql<StockChange>`
    with held as (
      select sku, quantity, state from reservations
      where order_id = ${orderId}::uuid and state <> 'RELEASED' for update
    ), released as (
      update reservations r set state = 'RELEASED' from held h
      where r.order_id = ${orderId}::uuid and r.sku = h.sku
    ), booked as (
      insert into stock_movements (sku, kind, delta, reference)
      select sku, 'RETURNED', quantity, ${orderId}::text || ' ' || sku || ' cancelled'
      from held where state = 'COMMITTED' order by sku
    )
    update inventory i
    set on_hand = i.on_hand + case h.state when 'COMMITTED' then h.quantity else 0 end,
        reserved = i.reserved - case h.state when 'OPEN' then h.quantity else 0 end,
        version = i.version + 1, updated_at = now()
    from held h where i.sku = h.sku
    returning ${changeOf(sql`h.quantity`)}`.execute(db);
  return rows;
}
