import { sql } from 'kysely';
import type { Check } from './check.ts';

/** Stock against its ledger, its reservations and the orders that hold it. At every moment. */
export const stockChecks: readonly Check[] = [
  {
    promise: 'on_hand is the sum of the movements',
    broken: sql`
      select format('on_hand of %s: %s; its movements: %s', sku, coalesce(on_hand::text, 'none'), coalesce(moved, 0))
      from inventory full join (select sku, sum(delta) as moved from stock_movements group by sku) m using (sku)
      where on_hand is distinct from coalesce(moved, 0)`,
  },
  {
    promise: 'reserved is the sum of the open reservations',
    broken: sql`
      select format('reserved of %s: %s; its open reservations: %s', sku, coalesce(reserved::text, 'none'), coalesce(open, 0))
      from inventory
      full join (select sku, sum(quantity) as open from reservations where state = 'OPEN' group by sku) r using (sku)
      where reserved is distinct from coalesce(open, 0)`,
  },
  {
    promise: 'no more is reserved than there is',
    broken: sql`
      select format('reserved of %s is %s of %s', sku, reserved, on_hand) from inventory
      where reserved < 0 or reserved > on_hand`,
  },
  {
    promise:
      'an order holds what its lines say: reserved while it is pending, sold once it is confirmed, nothing when cancelled',
    broken: sql`
      select format('order %s (%s) holds %s of %s as %s; its lines: %s', order_id, status, coalesce(held, 0), sku,
        coalesce(state, 'nothing'), coalesce(wanted, 0))
      from (select order_id, sku, sum(quantity) as wanted from order_items group by order_id, sku) l
      full join (select order_id, sku, state, sum(quantity) as held from reservations group by order_id, sku, state) r
        using (order_id, sku)
      left join orders o on o.id = order_id
      where wanted is distinct from held
         or state <> case status when 'PENDING' then 'OPEN' when 'CANCELLED' then 'RELEASED' else 'COMMITTED' end`,
  },
  {
    promise: 'what was sold to an order was booked once, and booked back where the order was cancelled',
    broken: sql`
      select format('movements of order %s for %s: %s; sold: %s', r.order_id, r.sku, coalesce(m.moved, 0), r.sold)
      from (select order_id, sku, sum(case state when 'COMMITTED' then quantity else 0 end) as sold
            from reservations group by order_id, sku) r
      left join lateral (
        select -sum(delta) as moved from stock_movements
        where sku = r.sku and reference in (r.order_id || ' ' || r.sku, r.order_id || ' ' || r.sku || ' cancelled')) m on true
      where coalesce(m.moved, 0) <> r.sold`,
  },
];

/** At rest. */
export const stockAtRest: readonly Check[] = [
  {
    promise: 'no order holds stock that nothing will free',
    broken: sql`
      select format('order %s still reserves %s of %s', order_id, quantity, sku) from reservations where state = 'OPEN'`,
  },
];
