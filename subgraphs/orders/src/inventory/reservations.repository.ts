import { sql } from 'kysely';
import type { Db } from '../database.ts';
import { changeOf } from './inventory.repository.ts';
import type { StockChange, StockRequest } from './stock.ts';

/** Without `expiresAt` a reservation is open until it is committed or released. */
export async function insertReservations(
  db: Db,
  orderId: string,
  lines: readonly StockRequest[],
  expiresAt: Date | null,
): Promise<void> {
  await db
    .insertInto('reservations')
    .values(lines.map((line) => ({ order_id: orderId, sku: line.sku, quantity: line.quantity, expires_at: expiresAt })))
    .execute();
}

/**
 * Releases the expired reservations of these SKUs, by the database's clock. The caller holds the locks of the inventory
 * rows (see raiseReserved), so that no reservation is released twice.
 * @returns the change of each SKU
 */
export async function releaseExpired(db: Db, skus: readonly string[]): Promise<StockChange[]> {
  const result = await sql<StockChange>`
    with expired as (
      update reservations set state = 'RELEASED'
      where sku = any(${skus}::text[]) and state = 'OPEN' and expires_at <= statement_timestamp()
      returning sku, quantity
    ), freed as (
      select sku, sum(quantity)::int as quantity from expired group by sku
    ), lowered as (
      update inventory i set reserved = i.reserved - f.quantity, version = i.version + 1, updated_at = now()
      from freed f where i.sku = f.sku
      returning ${changeOf(sql`f.quantity`)}
    )
    select * from lowered`.execute(db);
  return result.rows;
}

/** SKUs with an expired reservation, of the `limit` reservations that expired first. */
export async function findExpiredSkus(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('reservations')
    .select('sku')
    .where('state', '=', 'OPEN')
    .where('expires_at', '<=', sql<Date>`statement_timestamp()`)
    .orderBy('expires_at')
    .limit(limit)
    .execute();
  return [...new Set(rows.map((row) => row.sku))];
}
