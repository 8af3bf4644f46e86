import { findOrderViolations } from '@quartet/e2e/invariants';
import { sql, type RawBuilder } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { checkoutShop, expectInvariants } from './shop.ts';

/* The check by which the tests of the checkout judge: it must see what is broken. */

const shop = await checkoutShop();
const { db } = shop;
let paid: { id: string };
let cancelled: { id: string };
let sku: string;

beforeAll(async () => {
  const one = await shop.buyer();
  ({ sku } = one);
  paid = (await one.buy({ promotionCode: 'TEN', expectedTotal: { amount: 1390, currency: 'EUR' } })).order;
  const { buy } = await shop.buyer();
  const { db: orders } = shop;
  await buy({ paymentMethod: 'sandbox_declined' });
  cancelled = await orders
    .selectFrom('order_directory')
    .select('order_id as id')
    .where('status', '=', 'CANCELLED')
    .executeTakeFirstOrThrow();
  await expectInvariants(shop);
});

class Undone extends Error {}

/** What is found where this was done; afterwards it is as if it had not been. */
async function foundAfter(statement: RawBuilder<unknown>): Promise<string[]> {
  let found: string[] = [];
  await db
    .transaction()
    .execute(async (trx) => {
      // Triggers and foreign keys would not let it happen.
      await sql`set local session_replication_role = replica`.execute(trx);
      await statement.execute(trx);
      found = await findOrderViolations(trx);
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  return found;
}

const breaks: [what: string, () => RawBuilder<unknown>, ...lines: RegExp[]][] = [
  [
    'stock without a movement',
    () => sql`update inventory set on_hand = 9 where sku = ${sku}`,
    /^on_hand of .*: 9; .* 4$/,
    /was told to have 4/,
  ],
  [
    'a movement without stock',
    () => sql`insert into stock_movements (sku, kind, delta, reference) values ('X', 'RECEIVED', 1, 'x')`,
    /^on_hand of X: none; its movements: 1$/,
  ],
  [
    'reserved stock that no order holds',
    () => sql`update inventory set reserved = 1 where sku = ${sku}`,
    /^reserved of/,
    /was told to have 4/,
  ],
  [
    'a reservation of more than was ordered',
    () => sql`update reservations set quantity = 2 where order_id = ${paid.id}`,
    /^movements of order .*: 1; sold: 2$/,
    /^order .* holds 2 of .* as COMMITTED; its lines: 1$/,
  ],
  [
    'a cancelled order that keeps its stock',
    () => sql`update reservations set state = 'COMMITTED' where order_id = ${cancelled.id}`,
    /^movements of order/,
    /^order .* \(CANCELLED\) holds 1/,
  ],
  [
    'an open reservation',
    () => sql`update reservations set state = 'OPEN' where order_id = ${cancelled.id}`,
    /^order .* \(CANCELLED\) holds 1 .* as OPEN/,
    /^order .* still reserves 1/,
    /^reserved of/,
  ],
  [
    'a subtotal that is no sum',
    () => sql`update order_items set unit_price = unit_price + 1, line_total = line_total + 1
      where order_id = ${paid.id}`,
    /^subtotal of order .*: 1000; its items: 1001$/,
  ],
  [
    'a discount of no item',
    () => sql`update order_items set discount = 1, line_total = 999 where order_id = ${paid.id}`,
    /^discount/,
  ],
  ['tax without a line', () => sql`update orders set taxes = '[]' where id = ${paid.id}`, /^tax of order .*: 0$/],
  [
    'a directory that lies',
    () => sql`update order_directory set number = 'Q' where order_id = ${paid.id}`,
    /in the directory: Q/,
  ],
  [
    'an order without directory',
    () => sql`delete from order_directory where order_id = ${paid.id}`,
    /bought a cart/,
    /in the directory: ,/,
    /its saga is at/,
    /of a key is not there/,
  ],
  [
    'an order that no SKU finds',
    () => sql`delete from order_directory_skus where order_id = ${paid.id}`,
    /is not found by/,
  ],
  [
    'a gap between events',
    () => sql`delete from order_events where order_id = ${paid.id} and version = 2`,
    /has the events 1, 3$/,
    /order.confirmed .* told 1 times; it happened 0/,
  ],
  [
    'an order that is paid after it was cancelled',
    () => sql`insert into order_events (order_id, version, type, status, data, at)
      select id, version + 1, 'payment.captured', status, '{}', now() from orders where id = ${cancelled.id}`,
    /has the events 1, 2, 3, 4$/,
    /went on after it was cancelled: payment.captured$/,
    /payment.captured of order .* told 0 times; it happened 1/,
  ],
  [
    'an order without its key',
    () => sql`delete from idempotency_keys where result->>'orderId' = ${paid.id}`,
    /^the keys of order .*: 0; its state: 1$/,
  ],
  [
    'an order with two keys',
    () =>
      sql`insert into idempotency_keys select owner, operation, 'other', request_hash, result from idempotency_keys`,
    /^the keys of order .*: 2; its state: 1$/,
  ],
  ['a cart that may be bought again', () => sql`delete from cart_purchases`, /^carts bought by order .*: 0$/],
  [
    'a saga that stands still',
    () => sql`update sagas set state = 'STUCK' where id = ${paid.id}`,
    /has not ended: STUCK at clear_cart/,
  ],
  ['an order without a saga', () => sql`delete from sagas where id = ${paid.id}`, /it has no saga$/],
  ['a use that is not counted', () => sql`update promotions set used = 0`, /^used of promotion TEN: 0; its uses: 1$/],
  [
    'more uses than a customer may have',
    () => sql`
      with limited as (update promotions set max_uses_per_customer = 1, used = 2 where code = 'TEN')
      insert into promotion_uses (order_id, code, user_id, address_hash)
      select ${cancelled.id}::uuid, code, user_id, address_hash from promotion_uses`,
    /\(CANCELLED\) with the code none uses TEN$/,
    /^[\w-]{36} used promotion TEN 2 times of 1$/,
    /^[\w-]{64} used promotion TEN 2 times of 1$/,
  ],
  [
    'a cancelled order that uses a code',
    () => sql`update promotion_uses set order_id = ${cancelled.id}`,
    /\(CANCELLED\) with the code none uses TEN$/,
    /\(CONFIRMED\) with the code TEN uses none$/,
  ],
  [
    'a refund that nobody counted',
    () => sql`insert into payment_refunds (payment_id, refund_id, amount, status)
    select id, id, 1, 'SUCCEEDED' from payments where order_id = ${paid.id}`,
    /^refunded of payment .*: 0; its refunds: 1$/,
  ],
  [
    'another currency',
    () => sql`update payments set currency = 'USD' where order_id = ${paid.id}`,
    /USD; its order: 1390 EUR$/,
  ],
  [
    'an order that was never paid',
    () => sql`update payments set captured = 0, status = 'VOIDED' where order_id = ${paid.id}`,
    /^paid for CONFIRMED/,
    /is VOIDED$/,
  ],
  [
    'a payment that may still succeed',
    () => sql`update payments set status = 'AUTHORISED' where order_id = ${cancelled.id}`,
    /of CANCELLED order .* is AUTHORISED$/,
  ],
  [
    'a second payment at the provider',
    () => sql`update payments
    set strays = '{"sbx": {"captured": 0, "refunded": 0, "isVoided": false}}' where order_id = ${paid.id}`,
    /^a stray of payment/,
  ],
  [
    'an event of the provider that waits',
    () => sql`insert into payment_webhooks (provider, event_id, type, body)
    values ('sandbox', 'evt', 'payment.captured', '{}')`,
    /^the event evt was not worked off: no attempt$/,
  ],
  [
    'an event that is lost',
    () => sql`delete from outbox where event->>'type' = 'order.cancelled'`,
    /order.cancelled .* told 0 times; it happened 1/,
  ],
  [
    'an event that is told twice',
    () => sql`insert into outbox (id, stream, event)
    select gen_random_uuid(), stream, event from outbox where event->>'type' = 'order.confirmed'`,
    /order.confirmed .* told 2 times; it happened 1/,
  ],
  [
    'stock that is told wrongly',
    () => sql`update outbox set event = jsonb_set(event, '{data,available}', '77')
    where event->>'subject' = ${sku} and event->>'type' = 'stock.changed'`,
    /was told to have 77/,
  ],
];

it.each(breaks)('sees %s', async (_what, statement, ...lines) => {
  const found = await foundAfter(statement());
  expect(found.length, found.join('\n')).toBe(lines.length);
  for (const line of lines) expect(found).toContainEqual(expect.stringMatching(line));
});

it('sees what the provider has and we do not', async () => {
  const [payment] = await db.selectFrom('payments').selectAll().where('order_id', '=', paid.id).execute();
  const { sandbox } = shop;
  const method = { method: 'sandbox_ok', application: 'quartet', amount: 1390, currency: 'EUR' };
  const made = await fetch(`${sandbox.url}/v1/payments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${sandbox.secret}`, 'idempotency-key': 'x' },
    body: JSON.stringify({ ...method, paymentId: payment?.id }),
  });
  expect(made.status).toBe(200);
  expect(await findOrderViolations(db, sandbox)).toEqual([
    expect.stringMatching(`^the provider still has sbx_pay_.* of payment ${payment?.id} as authorised$`),
  ]);
});
