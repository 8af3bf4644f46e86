import { sql } from 'kysely';
import type { Check } from './check.ts';

/** Uses of promotions that ended long ago are pruned; where this is checked there are none. At every moment. */
export const promotionChecks: readonly Check[] = [
  {
    promise: 'a promotion counts the uses that it has, and no more than its limit',
    broken: sql`
      select format('used of promotion %s: %s; its uses: %s', p.code, p.used, u.count) from promotions p
      cross join lateral (select count(*) from promotion_uses where code = p.code) u
      where p.used <> u.count
      union all
      select format('promotion %s was used %s times of %s', code, used, max_uses) from promotions where used > max_uses`,
  },
  {
    promise: 'nobody uses a promotion more often than a customer may',
    broken: sql`
      select format('%s used promotion %s %s times of %s', coalesce(u.user_id::text, u.address_hash), u.code,
        u.count, p.max_uses_per_customer)
      from (select code, user_id, null as address_hash, count(*) from promotion_uses
            where user_id is not null group by code, user_id
            union all
            select code, null, address_hash, count(*) from promotion_uses group by code, address_hash) u
      join promotions p using (code) where u.count > p.max_uses_per_customer`,
  },
  {
    promise: 'an order with a code uses it, until it is cancelled',
    broken: sql`
      select format('order %s (%s) with the code %s uses %s', o.id, o.status, coalesce(o.promotion_code, 'none'),
        coalesce(u.code, 'none'))
      from orders o full join promotion_uses u on u.order_id = o.id
      where u.code is distinct from case when o.status = 'CANCELLED' then null else o.promotion_code end`,
  },
];
