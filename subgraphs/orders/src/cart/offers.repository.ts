import { sql } from 'kysely';
import type { Db } from '../database.ts';
import { availableNow } from '../inventory/inventory.repository.ts';
import type { Offer } from './cart.ts';

/**
 * What can be bought of these SKUs, in one statement; by SKU; those that the catalog never published are not in the result.
 */
export async function findOffers(db: Db, skus: readonly string[]): Promise<Map<string, Offer>> {
  const { rows } = await sql<Offer>`
    select s.sku, s.price_amount as price, s.currency, s.purchasable, coalesce(${availableNow}, 0) as available
    from sku_catalog s left join inventory i on i.sku = s.sku
    where s.sku = any(${skus}::text[])`.execute(db);
  return new Map(rows.map((row) => [row.sku, row]));
}
