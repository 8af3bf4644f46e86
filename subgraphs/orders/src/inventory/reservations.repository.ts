import { sql } from 'kysely';
import type { Db } from '../database.ts';
import type { StockRow } from './inventory.table.ts';
import type { StockRequest } from './inventory.repository.ts';

/** `expiresAt` null: the claim holds until it is committed or released. */
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
 * Gives back what expired reservations of these SKUs hold, by the database's clock, and returns the SKUs that got
 * something. The caller holds the inventory rows' locks already (see raiseReserved), so nobody releases them twice.
 */
export async function releaseExpired(db: Db, skus: readonly string[]): Promise<StockRow[]> {
  const result = await sql<StockRow>`
    with expired as (
      update reservations set state = 'RELEASED'
      where sku = any(${skus}::text[]) and state = 'OPEN' and expires_at <= statement_timestamp()
      returning sku, quantity
    ), freed as (
      select sku, sum(quantity)::int as quantity from expired group by sku
    ), lowered as (
      update inventory i set reserved = i.reserved - f.quantity, version = i.version + 1, updated_at = now()
      from freed f where i.sku = f.sku
      returning i.sku, i.on_hand, i.reserved, i.version
    )
    select * from lowered`.execute(db);
  return result.rows;
}

/** SKUs of which a reservation has expired, those that wait longest first, up to `limit` reservations. */
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
