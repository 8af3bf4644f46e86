import { sql } from 'kysely';
import type { Check } from './check.ts';

/** Orders against their amounts, their directory, their events and their keys. At every moment. */
export const orderChecks: readonly Check[] = [
  {
    promise: 'the total is what its parts make',
    broken: sql`
      select format('total of order %s: %s; its parts: %s', id, total,
        subtotal - discount + shipping + case when prices_include_tax then 0 else tax end)
      from orders where total <> subtotal - discount + shipping + case when prices_include_tax then 0 else tax end`,
  },
  ...(['subtotal', 'discount', 'tax'] as const).map((amount): Check => {
    const ofItem = { subtotal: sql`unit_price * quantity`, discount: sql`discount`, tax: sql`tax` }[amount];
    const ofOrder = amount === 'tax' ? sql`o.shipping_tax` : sql`0`;
    return {
      promise: `the ${amount} is that of the items`,
      broken: sql`
        select format('%s of order %s: %s; its items: %s', ${amount}::text, o.id, o.${sql.ref(amount)}, i.sum + ${ofOrder})
        from orders o
        cross join lateral (select coalesce(sum(${ofItem}), 0) as sum from order_items where order_id = o.id) i
        where o.${sql.ref(amount)} <> i.sum + ${ofOrder}`,
    };
  }),
  {
    promise: 'the tax is that of the tax lines',
    broken: sql`
      select format('tax of order %s: %s; its tax lines: %s', o.id, o.tax, t.sum) from orders o
      cross join lateral (
        select coalesce(sum((line->>'amount')::bigint), 0) as sum from jsonb_array_elements(o.taxes) line) t
      where o.tax <> t.sum`,
  },
  {
    promise: 'a line is worth its pieces less its discount, and a SKU has one line',
    broken: sql`
      select format('line %s of order %s: %s for %s × %s', line, order_id, line_total, quantity, unit_price)
      from order_items where line_total <> unit_price * quantity - discount
      union all
      select format('order %s has %s in %s lines', order_id, sku, count(*)) from order_items
      group by order_id, sku having count(*) > 1`,
  },
  {
    promise: 'the directory says of each order what the order says',
    broken: sql`
      select format('order %s in the directory: %s, %s, %s; the order: %s, %s, %s', coalesce(o.id, d.order_id),
        d.number, d.status, d.user_id, o.number, o.status, o.user_id)
      from orders o full join order_directory d on d.order_id = o.id
      where (d.number, d.status, d.user_id, d.email, d.placed_at)
        is distinct from (o.number, o.status, o.user_id, o.email, o.placed_at)`,
  },
  {
    promise: 'the directory finds each order by its SKUs',
    broken: sql`
      select format('order %s is %s by %s', order_id, case when i.sku is null then 'found' else 'not found' end, sku)
      from (select distinct order_id, sku from order_items) i
      full join (select order_id, sku, placed_at from order_directory_skus) d using (order_id, sku)
      where i.order_id is null or d.placed_at is null`,
  },
  {
    promise: 'the events of an order are numbered 1, 2, 3 …, and the last one tells its state',
    broken: sql`
      select format('order %s (%s, version %s) has the events %s', o.id, o.status, o.version,
        coalesce(e.versions, 'none')) from orders o
      cross join lateral (
        select string_agg(version::text, ', ' order by version) as versions, count(*) as count, max(version) as newest,
          (array_agg(status order by version desc))[1] as status, (array_agg(type order by version))[1] as first,
          (array_agg(at order by version))[1] as at
        from order_events where order_id = o.id) e
      where e.count <> o.version or e.newest is distinct from o.version or e.status is distinct from o.status
         or e.first is distinct from 'order.placed'
      union all
      select format('there are events of order %s, and no order', order_id) from order_events
      where not exists (select from orders where id = order_id)`,
  },
  {
    promise: 'an order is confirmed, cancelled and paid once at most, and CANCELLED is final',
    broken: sql`
      select format('order %s has %s × %s', order_id, count(*), type) from order_events
      where type in ('order.placed', 'order.confirmed', 'order.cancelled', 'payment.captured')
      group by order_id, type having count(*) > 1
      union all
      select format('order %s went on after it was cancelled: %s', e.order_id, e.type) from order_events e
      join order_events c on c.order_id = e.order_id and c.type = 'order.cancelled' and c.version < e.version`,
  },
  {
    promise: 'each key stands for an order, and each order that is not cancelled for one key',
    broken: sql`
      select format('the order %s of a key is not there', result->>'orderId') from idempotency_keys
      where operation = 'checkout'
        and not exists (select from order_directory where order_id = (result->>'orderId')::uuid)
      union all
      select format('the keys of order %s: %s; its state: %s', d.order_id, k.count,
        case when d.status = 'CANCELLED' then 0 else 1 end)
      from order_directory d
      cross join lateral (
        select count(*) from idempotency_keys
        where operation = 'checkout' and result->>'orderId' = d.order_id::text) k
      where k.count <> case when d.status = 'CANCELLED' then 0 else 1 end`,
  },
  {
    promise: 'a version of a cart is bought by one order that is not cancelled',
    broken: sql`
      select format('carts bought by order %s (%s): %s', d.order_id, d.status, c.count) from order_directory d
      cross join lateral (select count(*) from cart_purchases where order_id = d.order_id) c
      where c.count <> case when d.status = 'CANCELLED' then 0 else 1 end
      union all
      select format('order %s bought a cart and is not there', order_id) from cart_purchases
      where not exists (select from order_directory where order_id = cart_purchases.order_id)`,
  },
  {
    promise: 'each order has a saga, and each saga an order',
    broken: sql`
      select format('order %s: %s', coalesce(d.order_id, s.id), coalesce('its saga is at ' || s.step, 'it has no saga'))
      from order_directory d full join (select id, step from sagas where kind = 'checkout') s on s.id = d.order_id
      where d.order_id is null or s.id is null`,
  },
];

/** At rest. */
export const ordersAtRest: readonly Check[] = [
  {
    promise: 'every checkout has come to its end',
    broken: sql`
      select format('the saga of order %s has not ended: %s at %s, %s', id, state, step, coalesce(last_error, 'no error'))
      from sagas where state <> 'DONE' or lease_token is not null`,
  },
];
