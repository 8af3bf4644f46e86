import { EXACT_COUNT_LIMIT } from '@quartet/service-kit';
import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../database.ts';
import type { StockRecord } from './stock.ts';

/*
 * The stock as staff see it. What is low is found by two indexes: inventory_below_own_threshold holds what is low by a threshold of
 * its own, inventory_available everything in the order of the list.
 */

const RECORD = sql`
  i.sku, i.on_hand as "onHand", i.reserved, i.version, i.low_threshold as "lowStockThreshold",
  (select coalesce(sum(r.quantity), 0)::int from reservations r
   where r.sku = i.sku and r.state = 'COMMITTED') as allocated`;

/** The stock of these SKUs, by SKU; those that were never stocked are not in the result. */
export async function findStock(db: Db, skus: readonly string[]): Promise<Map<string, StockRecord>> {
  const { rows } = await sql<StockRecord>`
    select ${RECORD} from inventory i where i.sku = any(${skus}::text[])`.execute(db);
  return new Map(rows.map((row) => [row.sku, row]));
}

/** A place in the list: behind this SKU. */
export interface LowStockPlace {
  available: number;
  sku: string;
}

export interface LowStockPage {
  /** Of all SKUs; null: each SKU's own, else the shop's. */
  threshold: number | null;
  after: LowStockPlace | null;
  limit: number;
}

/** SKUs of which no more is available than their threshold, the scarcest first: one round trip. */
export async function findLowStock(db: Db, { threshold, after, limit }: LowStockPage): Promise<StockRecord[]> {
  const place =
    after === null ? sql`` : sql`and (i.on_hand - i.reserved, i.sku) > (${after.available}::int, ${after.sku}::text)`;
  const { rows } = await sql<StockRecord>`
    select ${RECORD} from (${lowest(threshold, place, limit)}) low
    join inventory i on i.sku = low.sku
    order by low.available, low.sku limit ${limit}`.execute(db);
  return rows;
}

/** How many SKUs are low; exact up to 10,000, then 10,001. */
export async function countLowStock(db: Db, threshold: number | null): Promise<number> {
  const most = EXACT_COUNT_LIMIT + 1;
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from (${lowest(threshold, sql``, most)}) low limit ${most}
    ) counted`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Up to `limit` of each part, each in the order of its index. */
function lowest(threshold: number | null, place: RawBuilder<unknown>, limit: number): RawBuilder<unknown> {
  const part = (condition: RawBuilder<unknown>) => sql`
    (select i.sku, i.on_hand - i.reserved as available from inventory i
     where ${condition} ${place}
     order by i.on_hand - i.reserved, i.sku limit ${limit})`;
  if (threshold !== null) return part(sql`i.on_hand - i.reserved <= ${threshold}::int`);
  return sql`
    ${part(sql`i.on_hand - i.reserved <= i.low_threshold`)}
    union all
    ${part(sql`i.low_threshold is null
     and i.on_hand - i.reserved <= (select low_stock_threshold from shop_settings)`)}`;
}
