import { sql, type RawBuilder } from 'kysely';
import type { Db, Trx } from '../database.ts';
import type { AvailableStock, ProductStock, StockChange, StockLevel, StockReceipt, StockRequest } from './stock.ts';

/** What a statement returns of the rows `i` of inventory that it changed; `rise`: by how much more can be bought. */
export const changeOf = (rise: RawBuilder<number>) => sql`
  i.sku, i.on_hand as "onHand", i.reserved, i.version, ${rise} as rise,
  coalesce(i.low_threshold, (select low_stock_threshold from shop_settings)) as threshold`;

/**
 * Books receipts into the ledger and raises the stock by what was booked, in one statement. References that were booked
 * before are skipped.
 * @returns how many were booked, and the change of each SKU
 */
export async function insertReceipts(
  db: Db,
  receipts: readonly StockReceipt[],
): Promise<{ booked: number; changes: StockChange[] }> {
  const result = await sql<StockChange & { booked: number }>`
    with booked as (
      insert into stock_movements (sku, kind, delta, reference, reason)
      select r.sku, 'RECEIVED', r.quantity, r.reference, r.reason
      from unnest(${receipts.map((r) => r.sku)}::text[], ${receipts.map((r) => r.quantity)}::int[],
                  ${receipts.map((r) => r.reference)}::text[], ${receipts.map((r) => r.reason)}::text[])
           as r (sku, quantity, reference, reason)
      order by r.reference
      on conflict (kind, reference) do nothing
      returning sku, delta
    ), changed as (
      insert into inventory as i (sku, on_hand)
      select sku, sum(delta) from booked group by sku order by sku
      on conflict (sku) do update
        set on_hand = i.on_hand + excluded.on_hand, version = i.version + 1, updated_at = now()
      returning ${changeOf(sql`0`)}
    )
    select c.*, b.rise, (select count(*)::int from booked) as booked
    from changed c join (select sku, sum(delta)::int as rise from booked group by sku) b using (sku)`.execute(db);
  const changes = result.rows.map(({ booked: _booked, ...change }) => change);
  return { booked: result.rows[0]?.booked ?? 0, changes };
}

/** What was booked of these references as received. */
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
 * Raises `reserved` of every SKU that has enough left, and leaves the others unchanged. The rows of all requested SKUs
 * are locked in SKU order first, so that two orders never deadlock, and the condition is checked on the row as it is
 * after the wait.
 * @returns the changes of those that were raised
 */
export async function raiseReserved(db: Db, requests: readonly StockRequest[]): Promise<StockChange[]> {
  const result = await sql<StockChange>`
    with requested as materialized (
      select r.sku, r.quantity
      from unnest(${requests.map((r) => r.sku)}::text[], ${requests.map((r) => r.quantity)}::int[]) as r (sku, quantity)
      join inventory i on i.sku = r.sku
      order by r.sku
      for update of i
    ), raised as (
      update inventory i set reserved = i.reserved + r.quantity, version = i.version + 1, updated_at = now()
      from requested r
      where i.sku = r.sku and i.on_hand - i.reserved >= r.quantity
      returning ${changeOf(sql`-r.quantity`)}
    )
    select * from raised`.execute(db);
  return result.rows;
}

/** What an order could reserve now of a row `i` of inventory. Expired reservations count as free: reserving releases them. */
export const availableNow = sql<number>`(i.on_hand - i.reserved + coalesce((
  select sum(r.quantity) from reservations r
  where r.sku = i.sku and r.state = 'OPEN' and r.expires_at <= statement_timestamp()
), 0))::int`;

/** What could be bought now of these SKUs, by SKU; those that were never stocked are not in the result. */
export async function findAvailable(db: Db, skus: readonly string[]): Promise<Map<string, AvailableStock>> {
  const result = await sql<AvailableStock>`
    select i.sku, ${availableNow} as available from inventory i where i.sku = any(${skus}::text[])`.execute(db);
  return new Map(result.rows.map((row) => [row.sku, row]));
}

/**
 * Locks the levels of these SKUs until the transaction ends, in SKU order as every claim of stock does. SKUs that were
 * never stocked have none.
 */
export async function lockLevels(db: Db, skus: readonly string[]): Promise<StockLevel[]> {
  return db
    .selectFrom('inventory')
    .select(['sku', 'on_hand as onHand', 'reserved', 'version'])
    .where('sku', '=', sql<string>`any(${skus}::text[])`)
    .orderBy('sku')
    .forUpdate()
    .execute();
}

/**
 * Adds the product of each SKU, as far as the catalog has published it. A statement of its own after the change of the
 * stock: the product of a SKU may have changed while that waited for the row.
 */
export async function withProducts<L extends StockLevel>(
  db: Db,
  levels: readonly L[],
): Promise<(L & Pick<ProductStock, 'productId'>)[]> {
  if (levels.length === 0) return [];
  const products = await findProductIds(
    db,
    levels.map(({ sku }) => sku),
  );
  return levels.map((level) => ({ ...level, productId: products.get(level.sku) ?? null }));
}

/** The product of each of these SKUs that the catalog has published, by SKU. */
export async function findProductIds(db: Db, skus: readonly string[]): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('sku_catalog')
    .select(['sku', 'product_id'])
    .where('sku', '=', sql<string>`any(${skus}::text[])`)
    .execute();
  return new Map(rows.map((row) => [row.sku, row.product_id]));
}

/** The levels of up to `limit` SKUs behind `after`, in SKU order; start with after = ''. */
export async function findLevels(db: Db, after: string, limit: number): Promise<ProductStock[]> {
  return db
    .selectFrom('inventory as i')
    .leftJoin('sku_catalog as s', 's.sku', 'i.sku')
    .select(['i.sku', 'i.on_hand as onHand', 'i.reserved', 'i.version', 's.product_id as productId'])
    .where('i.sku', '>', after)
    .orderBy('i.sku')
    .limit(limit)
    .execute();
}

/** Opens a SKU with an empty shelf; false where it was stocked before. Waits for another one that opens it. */
export async function openLevel(trx: Trx, sku: string): Promise<boolean> {
  const inserted = await trx
    .insertInto('inventory')
    .values({ sku, on_hand: 0 })
    .onConflict((conflict) => conflict.column('sku').doNothing())
    .executeTakeFirst();
  return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** The level of a SKU whose threshold was changed. */
export interface ThresholdChange extends StockLevel {
  /** The SKU's own before. */
  own: number | null;
  /** What applied before: its own, else the shop's. */
  before: number | null;
  now: number | null;
}

/** Sets the SKU's own threshold. Null where it was never stocked. */
export async function setThreshold(trx: Trx, sku: string, threshold: number | null): Promise<ThresholdChange | null> {
  const { rows } = await sql<ThresholdChange>`
    with shop as (
      select (select low_stock_threshold from shop_settings) as threshold
    ), old as (
      select sku, low_threshold from inventory where sku = ${sku} for update
    )
    update inventory i set low_threshold = ${threshold}::int, updated_at = now() from old, shop
    where i.sku = old.sku
    returning i.sku, i.on_hand as "onHand", i.reserved, i.version, old.low_threshold as own,
      coalesce(old.low_threshold, shop.threshold) as before, coalesce(i.low_threshold, shop.threshold) as now`.execute(
    trx,
  );
  return rows[0] ?? null;
}
