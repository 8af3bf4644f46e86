import { sql } from 'kysely';
import type { Db } from '../database.ts';
import type { StockLevel, StockRow } from './inventory.table.ts';

export interface MovementRow {
  sku: string;
  quantity: number;
  reference: string;
  reason: string | null;
}

export interface StockRequest {
  sku: string;
  quantity: number;
}

/**
 * Books receipts into the ledger and raises the stock by what was booked, in one statement. References that were booked
 * before are passed over. Returns how many were booked, and the new level of each SKU that changed.
 */
export async function insertReceipts(
  db: Db,
  rows: readonly MovementRow[],
): Promise<{ booked: number; levels: StockRow[] }> {
  const result = await sql<StockRow & { booked: number }>`
    with booked as (
      insert into stock_movements (sku, kind, delta, reference, reason)
      select r.sku, 'RECEIVED', r.quantity, r.reference, r.reason
      from unnest(${rows.map((r) => r.sku)}::text[], ${rows.map((r) => r.quantity)}::int[],
                  ${rows.map((r) => r.reference)}::text[], ${rows.map((r) => r.reason)}::text[])
           as r (sku, quantity, reference, reason)
      order by r.reference
      on conflict (kind, reference) do nothing
      returning sku, delta
    ), changed as (
      insert into inventory as i (sku, on_hand)
      select sku, sum(delta) from booked group by sku order by sku
      on conflict (sku) do update
        set on_hand = i.on_hand + excluded.on_hand, version = i.version + 1, updated_at = now()
      returning i.sku, i.on_hand, i.reserved, i.version
    )
    select c.*, (select count(*)::int from booked) as booked from changed c`.execute(db);
  return { booked: result.rows[0]?.booked ?? 0, levels: result.rows };
}

/** What was booked under these references of RECEIVED movements. */
export async function findReceipts(
  db: Db,
  references: readonly string[],
): Promise<{ reference: string; sku: string; delta: number }[]> {
  return db
    .selectFrom('stock_movements')
    .select(['reference', 'sku', 'delta'])
    .where('kind', '=', 'RECEIVED')
    .where('reference', '=', sql<string>`any(${references}::text[])`)
    .execute();
}

/**
 * Raises `reserved` of every SKU that has enough left, and leaves the others as they are; returns those that were raised.
 * The rows of all wanted SKUs are locked in SKU order first, so that two orders never wait for each other in a circle,
 * and the condition is checked on the row as it is after the wait.
 */
export async function raiseReserved(db: Db, wanted: readonly StockRequest[]): Promise<StockRow[]> {
  const result = await sql<StockRow>`
    with wanted as materialized (
      select w.sku, w.quantity
      from unnest(${wanted.map((w) => w.sku)}::text[], ${wanted.map((w) => w.quantity)}::int[]) as w (sku, quantity)
      join inventory i on i.sku = w.sku
      order by w.sku
      for update of i
    ), raised as (
      update inventory i set reserved = i.reserved + w.quantity, version = i.version + 1, updated_at = now()
      from wanted w
      where i.sku = w.sku and i.on_hand - i.reserved >= w.quantity
      returning i.sku, i.on_hand, i.reserved, i.version
    )
    select * from raised`.execute(db);
  return result.rows;
}

export interface AvailableStock {
  sku: string;
  /** Units that an order could reserve now: expired reservations count as free, since reserving releases them. */
  available: number;
}

/** SKUs that were never stocked have no row. */
export async function findAvailable(db: Db, skus: readonly string[]): Promise<AvailableStock[]> {
  const result = await sql<AvailableStock>`
    select i.sku, (i.on_hand - i.reserved + coalesce((
      select sum(r.quantity) from reservations r
      where r.sku = i.sku and r.state = 'OPEN' and r.expires_at <= statement_timestamp()
    ), 0))::int as available
    from inventory i where i.sku = any(${skus}::text[])`.execute(db);
  return result.rows;
}

/**
 * The levels of these SKUs, which nobody changes until the transaction ends; in SKU order, as everybody who claims stock
 * takes them. SKUs that were never stocked have none.
 */
export async function lockLevels(db: Db, skus: readonly string[]): Promise<StockRow[]> {
  return db
    .selectFrom('inventory')
    .select(['sku', 'on_hand', 'reserved', 'version'])
    .where('sku', '=', sql<string>`any(${skus}::text[])`)
    .orderBy('sku')
    .forUpdate()
    .execute();
}

/**
 * Whose SKUs these are, as far as the catalog has told. A statement of its own behind the change of the stock: the
 * product of a SKU may have changed while that waited for the row.
 */
export async function withProducts(db: Db, levels: readonly StockRow[]): Promise<StockLevel[]> {
  if (levels.length === 0) return [];
  const rows = await db
    .selectFrom('sku_catalog')
    .select(['sku', 'product_id'])
    .where('sku', '=', sql<string>`any(${levels.map((level) => level.sku)}::text[])`)
    .execute();
  const products = new Map(rows.map((row) => [row.sku, row.product_id]));
  return levels.map((level) => ({ ...level, product_id: products.get(level.sku) ?? null }));
}

/** The levels of up to `limit` SKUs behind `after`, in SKU order; start with after = ''. */
export async function findLevels(db: Db, after: string, limit: number): Promise<StockLevel[]> {
  return db
    .selectFrom('inventory as i')
    .leftJoin('sku_catalog as s', 's.sku', 'i.sku')
    .select(['i.sku', 'i.on_hand', 'i.reserved', 'i.version', 's.product_id'])
    .where('i.sku', '>', after)
    .orderBy('i.sku')
    .limit(limit)
    .execute();
}
