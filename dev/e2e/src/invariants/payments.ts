import { sql } from 'kysely';
import type { Check } from './check.ts';

/** Payments against their orders and refunds. At every moment. */
export const paymentChecks: readonly Check[] = [
  {
    promise: 'no more is captured than was to be paid, no more refunded than captured',
    broken: sql`
      select format('payment %s: %s of %s of %s', id, refunded, captured, amount) from payments
      where refunded > captured or captured > amount`,
  },
  {
    promise: 'refunded is the sum of the refunds that succeeded',
    broken: sql`
      select format('refunded of payment %s: %s; its refunds: %s', p.id, p.refunded, r.sum) from payments p
      cross join lateral (
        select coalesce(sum(amount), 0) as sum from payment_refunds
        where payment_id = p.id and status = 'SUCCEEDED') r
      where p.refunded <> least(p.captured, r.sum)`,
  },
  {
    promise: 'a payment is for the amount and in the currency of its order',
    broken: sql`
      select format('payment %s: %s %s; its order: %s %s', p.id, p.amount, p.currency, o.total, o.currency)
      from payments p left join orders o on o.id = p.order_id
      where (p.amount, p.currency) is distinct from (o.total, o.currency)`,
  },
  {
    promise: 'of the payments of an order one keeps money at most',
    broken: sql`
      select format('payments that keep money of order %s: %s; one: 1', order_id, count(*)) from payments
      where captured > refunded group by order_id having count(*) > 1`,
  },
];

/** Nothing is between paid and given back any more. At rest. */
export const paymentsAtRest: readonly Check[] = [
  {
    promise: 'an order is confirmed and paid for, or cancelled and nothing of its money is kept or held',
    broken: sql`
      select format('paid for %s order %s: %s; due: %s', o.status, o.id, coalesce(p.kept, 0), due.amount)
      from orders o
      left join lateral (select sum(captured - refunded) as kept from payments where order_id = o.id) p on true
      cross join lateral (select case when o.status = 'CANCELLED' then 0 else o.total end as amount) due
      where coalesce(p.kept, 0) <> due.amount or o.status = 'PENDING'`,
  },
  {
    promise: 'a payment is captured, given back, or can never succeed; also a second one that the provider made of it',
    broken: sql`
      select format('payment %s of %s order %s is %s', p.id, o.status, o.id, p.status)
      from payments p join orders o on o.id = p.order_id
      where not (p.status = any(case when o.status = 'CANCELLED' then '{VOIDED,FAILED,REFUNDED}'::text[]
                                     else '{CAPTURED}'::text[] end))
      union all
      select format('a stray of payment %s is neither void nor given back: %s', p.id, stray.value)
      from payments p cross join jsonb_each(p.strays) stray
      where not ((stray.value->>'isVoided')::boolean
        or (stray.value->>'captured')::bigint > 0 and stray.value->>'captured' = stray.value->>'refunded')`,
  },
  {
    promise: 'what the provider said was worked off',
    broken: sql`
      select format('the event %s was not worked off: %s', event_id, coalesce(result, 'no attempt'))
      from payment_webhooks where worked_off_at is null`,
  },
];
