import { sql } from 'kysely';
import type { Check } from './check.ts';

/** Where published rows are kept: in tests that live shorter than they are. At every moment. */
export const eventChecks: readonly Check[] = [
  {
    promise: 'what happened to an order is told, and once',
    broken: sql`
      select format('%s of order %s was told %s times; it happened %s times', coalesce(e.type, t.type),
        coalesce(e.order_id, t.order_id), coalesce(t.count, 0), coalesce(e.count, 0))
      from (select order_id, type, count(*) from order_events
            where type in ('order.placed', 'order.confirmed', 'order.cancelled', 'payment.captured', 'payment.failed')
            group by order_id, type) e
      full join (select (event->>'subject')::uuid as order_id, event->>'type' as type, count(*) from outbox
            where event->>'type' in ('order.placed', 'order.confirmed', 'order.cancelled', 'payment.captured',
                'payment.failed') and only_group is null
            group by 1, 2) t on t.order_id = e.order_id and t.type = e.type
      where e.count is distinct from t.count`,
  },
  {
    promise: 'the newest that was told of the stock of a SKU is what is there',
    broken: sql`
      select format('%s was told to have %s (version %s); there are %s', i.sku, t.available, t.version, i.on_hand - i.reserved)
      from inventory i
      cross join lateral (
        select (event->'data'->>'available')::int as available, (event->'data'->>'version')::int as version from outbox
        where event->>'subject' = i.sku and event->>'type' = 'stock.changed'
        order by (event->'data'->>'version')::int desc limit 1) t
      where t.available <> i.on_hand - i.reserved`,
  },
];
