import { executePrepared } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db } from '../database.ts';
import { availableNow } from '../inventory/inventory.repository.ts';
import type { Offer } from './cart.ts';

/**
 * What the owner of this cart can buy of these SKUs, in one statement; by SKU; those that the catalog never published are not in
 * the result. What orders of this same cart hold while their checkouts are under way counts as available: it is still in the cart, and
 * another checkout of the cart gives those orders up first, or waits for them.
 */
export async function findOffers(db: Db, skus: readonly string[], cartId: string): Promise<Map<string, Offer>> {
  const statement = sql<Offer>`
    with own as materialized (
      select r.sku, sum(r.quantity)::int as quantity
      from cart_purchases p
      join sagas g on g.id = p.order_id and g.state <> 'DONE'
      join reservations r on r.order_id = p.order_id
      -- availableNow has what has expired
      where p.cart_id = ${cartId}
        and (r.state = 'COMMITTED' or (r.state = 'OPEN' and coalesce(r.expires_at > statement_timestamp(), true)))
      group by r.sku
    )
    select s.sku, s.price_amount as price, s.currency, s.purchasable,
      coalesce(${availableNow}, 0) + coalesce(own.quantity, 0) as available
    from sku_catalog s left join inventory i on i.sku = s.sku left join own on own.sku = s.sku
    where s.sku = any(${skus}::text[])`;
  const { rows } = await executePrepared(db, 'find_offers', statement);
  return new Map(rows.map((row) => [row.sku, row]));
}
