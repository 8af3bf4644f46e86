import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { newId, wakeSaga } from '@quartet/service-kit';
import { afterwards, waitUntil } from '@quartet/test-kit';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CheckoutOutcome } from '../../src/checkout/checkout.service.ts';
import { findCart } from '../../src/cart/cart.service.ts';
import { receiveWebhook } from '../../src/payments/webhooks.service.ts';
import { startCheckoutSagas } from '../../src/workers/checkout-sagas.ts';
import { startPaymentWorker } from '../../src/workers/payments.ts';
import { sell } from '../cart/shop.ts';
import { log } from '../database.ts';
import { save } from '../pricing/shop.ts';
import { atOnce, fastBuyer, type FastBuyer } from './fast-buyer.ts';
import { checkoutShop, expectInvariants, SHOP } from './shop.ts';

/* Many at once, in one process: no oversell, no double charge, no deadlock that a client sees. */

const shop = await checkoutShop();
const { db, tools, stockOf } = shop;
const sagas = startCheckoutSagas(tools, log);
const payments = startPaymentWorker({
  db,
  providers: tools.payments,
  log,
  async onChange(trx, { after }) {
    await wakeSaga(trx, after.orderId);
    sagas.wake();
  },
});
afterAll(() => Promise.all([sagas.stop(), payments.stop()]));

/** The provider's events arrive here, as they do at the orders process. */
beforeAll(async () => {
  const provider = tools.payments.current;
  if (provider === undefined) throw new Error('no provider is set up');
  const server = createServer((request, response) => {
    void buffer(request).then(async (body) => {
      const receipt = await receiveWebhook(db, provider, { body, headers: request.headers, now: new Date() }, log);
      response.writeHead(receipt === 'unavailable' ? 503 : 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterwards(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const { port } = server.address() as AddressInfo;
  const { url, secret } = shop.sandbox;
  const target = await fetch(`${url}/v1/webhook-targets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}`, 'idempotency-key': newId() },
    body: JSON.stringify({ url: `http://127.0.0.1:${port}/` }),
  });
  expect(target.status).toBe(200);
});

/** Each of them leaves books that add up. */
afterEach(() => expectInvariants(shop));

const WAITS = { paymentMethod: 'sandbox_action', returnUrl: `${SHOP}/back` };
const count = (outcomes: readonly CheckoutOutcome[], kind: CheckoutOutcome['kind']) =>
  outcomes.filter((outcome) => outcome.kind === kind).length;
const orderIds = (outcomes: readonly CheckoutOutcome[]) =>
  new Set(outcomes.flatMap((outcome) => ('order' in outcome ? [outcome.order.id] : [])));

async function buyerOf(...lines: [sku: string, quantity: number][]): Promise<FastBuyer> {
  const one = fastBuyer(tools);
  for (const [sku, quantity] of lines) await one.put(sku, quantity);
  return one;
}

/** Orders of the cart that were not cancelled. */
const boughtBy = async ({ owner }: FastBuyer) => {
  const cart = await findCart(tools.redis, owner());
  return db
    .selectFrom('cart_purchases')
    .select('order_id')
    .where('cart_id', '=', cart?.id ?? '')
    .execute();
};

describe('at once', () => {
  it('200 buyers for 1 unit: one gets it', async () => {
    const sku = await sell(db, { price: 1000, stock: 1 });
    const buyers = await atOnce(200, () => buyerOf([sku, 1]));
    const inputs = await atOnce(200, (n) => buyers[n]!.input());
    const outcomes = await atOnce(200, (n) => buyers[n]!.send(inputs[n]!));
    expect(count(outcomes, 'success')).toBe(1);
    expect(count(outcomes, 'insufficient_stock')).toBe(199);
    expect(await stockOf(sku)).toEqual([0, 0]);
  });

  it('carts with the same SKUs in opposite order: all are served', async () => {
    const skus = await Promise.all([1, 2, 3].map(() => sell(db, { price: 1000, stock: 100 })));
    const outcomes = await atOnce(48, async (n) => {
      const order = n % 2 === 0 ? skus : skus.toReversed();
      return (await buyerOf(...order.map((sku): [string, number] => [sku, 1]))).buy();
    });
    expect(count(outcomes, 'success')).toBe(48);
    for (const sku of skus) expect(await stockOf(sku)).toEqual([52, 0]);
  });

  it('a SKU that is put in twice is one line', async () => {
    const sku = await sell(db, { price: 1000, stock: 5 });
    const one = await buyerOf([sku, 1]);
    await Promise.all([one.put(sku, 2), one.put(sku, 2)]);
    await one.put(sku, 2);
    const bought = await one.buy();
    expect(bought.kind).toBe('success');
    expect(await stockOf(sku)).toEqual([3, 0]);
  });

  it('one key 50 times: one order, one charge', async () => {
    const sku = await sell(db, { price: 1000, stock: 5 });
    const one = await buyerOf([sku, 1]);
    const input = await one.input();
    const outcomes = await atOnce(50, () => one.send(input));
    expect(orderIds(outcomes).size).toBe(1);
    expect(count(outcomes, 'success') + count(outcomes, 'in_progress')).toBe(50);
    await waitUntil(async () => (await one.send(input)).kind === 'success');
    expect(await stockOf(sku)).toEqual([4, 0]);
  });

  it('one cart version under 50 keys: one order, one charge', async () => {
    const sku = await sell(db, { price: 1000, stock: 5 });
    const one = await buyerOf([sku, 1]);
    const input = await one.input();
    const outcomes = await atOnce(50, () => one.send({ ...input, idempotencyKey: newId() }));
    expect(count(outcomes, 'success')).toBe(1);
    expect(orderIds(outcomes).size).toBe(1);
    const others: CheckoutOutcome['kind'][] = ['success', 'in_progress', 'empty_cart', 'concurrent_modification'];
    expect(outcomes.filter(({ kind }) => !others.includes(kind))).toEqual([]);
    await expectInvariants(shop);
    expect(await stockOf(sku)).toEqual([4, 0]);
  });

  it.each(['approve', 'decline', 'leave'] as const)(
    'two versions of a cart, the first waiting for its approval (%s): one charge',
    async (decision) => {
      const sku = await sell(db, { price: 1000, stock: 5 });
      const one = await buyerOf([sku, 1]);
      const first = await one.buy(WAITS);
      if (first.kind !== 'action_required') throw new Error(first.kind);
      await one.put(sku, 2);
      const input = await one.input();
      const deciding = decision === 'leave' ? null : shop.decide(first.url, decision, [303, 409]);
      const outcomes = await atOnce(10, () => one.send({ ...input, idempotencyKey: newId() }));
      await deciding;
      await expectInvariants(shop);
      expect(count(outcomes, 'success')).toBeLessThanOrEqual(1);
      expect((await boughtBy(one)).length).toBeLessThanOrEqual(1);
    },
  );

  it('50 uses of a promotion that has one: one is given it', async () => {
    await save(db, 'promotion', { code: 'ONE', basisPoints: 1000, maxUses: 1 });
    const sku = await sell(db, { price: 1000, stock: 100 });
    const buyers = await atOnce(50, () => buyerOf([sku, 1]));
    const inputs = await atOnce(50, (n) => buyers[n]!.input({ promotionCode: 'ONE' }));
    const outcomes = await atOnce(50, (n) => buyers[n]!.send(inputs[n]!));
    expect(count(outcomes, 'success')).toBe(1);
    expect(count(outcomes, 'promotion_invalid')).toBe(49);
  });

  it('a cart that is changed during its checkout: what was seen is bought, what came in stays', async () => {
    const [sku, late] = await Promise.all([1, 2].map(() => sell(db, { price: 1000, stock: 100 })));
    await atOnce(12, async () => {
      const one = await buyerOf([sku!, 1]);
      const input = await one.input();
      const [outcome] = await Promise.all([one.send(input), one.put(late!, 3)]);
      const cart = await findCart(tools.redis, one.owner());
      const left = Object.fromEntries(cart?.lines.map((line) => [line.sku, line.quantity]) ?? []);
      if (outcome.kind === 'success') expect(left).toEqual({ [late!]: 3 });
      else {
        expect(outcome.kind).toBe('concurrent_modification');
        expect(left).toEqual({ [sku!]: 1, [late!]: 3 });
      }
    });
  });

  it('an approval deadline that passes while the payment succeeds: paid or given back, nothing between', async () => {
    await atOnce(8, async () => {
      const sku = await sell(db, { price: 1000, stock: 1 });
      const one = await buyerOf([sku, 1]);
      const waiting = await one.buy(WAITS);
      if (waiting.kind !== 'action_required') throw new Error(waiting.kind);
      const pass = sql`update sagas set deadline_at = now(), due_at = now() where id = ${waiting.order.id}`;
      await Promise.all([
        pass.execute(db).then(() => sagas.wake()),
        shop.decide(waiting.url, 'approve', [303, 404, 409]),
      ]);
    });
  });

  it.each(['sandbox_ok+webhook_first', 'sandbox_ok+webhook_first+webhook_duplicate', 'sandbox_ok+webhook_reversed'])(
    'a webhook that comes before the answer of its call (%s): charged once',
    async (paymentMethod) => {
      const sku = await sell(db, { price: 1000, stock: 10 });
      const outcomes = await atOnce(5, async () => (await buyerOf([sku, 1])).buy({ paymentMethod }));
      expect(count(outcomes, 'success')).toBe(5);
      await expectInvariants(shop);
      expect(await stockOf(sku)).toEqual([5, 0]);
    },
  );
});
