import { newId } from '@quartet/service-kit';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { startCheckoutSagas } from '../../src/workers/checkout-sagas.ts';
import { startPaymentWorker } from '../../src/workers/payments.ts';
import { waitUntil } from '@quartet/test-kit';
import { applyProductChanges } from '../../src/index.ts';
import { ADD, customer, READ, SET } from '../cart/shop.ts';
import { log, productChanged } from '../database.ts';
import { save } from '../pricing/shop.ts';
import { BERLIN } from './charges.ts';
import { type Answer, type Buyer, checkoutShop, expectInvariants, SHOP } from './shop.ts';

const shop = await checkoutShop();
const { db, buyer, stockOf, decide, tools } = shop;
const workers = [startCheckoutSagas(tools, log), startPaymentWorker({ db, providers: tools.payments, log })];
afterAll(() => Promise.all(workers.map((worker) => worker.stop())));

const events = async (orderId: string) => {
  const { rows } = await sql<{ type: string }>`
    select event->>'type' as type from outbox where event->>'subject' = ${orderId} order by id`.execute(db);
  return rows.map(({ type }) => type);
};
const settled = async (): Promise<void> => {
  await waitUntil(async () => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from sagas where state <> 'DONE'`.execute(db);
    return rows[0]?.n === 0;
  });
  await expectInvariants(shop);
};

describe('a checkout', () => {
  it('gives a confirmed order with its payment captured, and takes what was bought out of the cart', async () => {
    const { buy, sku } = await buyer({ quantity: 2 });
    const { __typename, order } = await buy();
    expect(__typename).toBe('CheckoutSuccess');
    expect(order).toMatchObject({ status: 'CONFIRMED', total: { amount: 2490, currency: 'EUR' } });
    expect(order.payments).toMatchObject([{ status: 'CAPTURED', captured: { amount: 2490 } }]);
    expect(await stockOf(sku)).toEqual([3, 0]);
    expect(await events(order.id)).toEqual(['order.placed', 'order.confirmed', 'payment.captured']);
    expect(await buy()).toMatchObject({ __typename: 'EmptyCart' });
    await settled();
  });

  it('of a guest is known by the token, and keeps the address', async () => {
    const guest = await buyer({ guest: true });
    const { order } = await guest.buy();
    expect(order).toMatchObject({ status: 'CONFIRMED', email: 'guest@example.org' });
    const { data } = await shop.ask({ kind: 'anonymous' }, READ, { token: guest.input()['guestToken'] });
    expect(data.cart.lines).toEqual([]);
    expect(await guest.buy({ guestToken: 'x'.repeat(32) })).toMatchObject({ __typename: 'CartNotFound' });
    await expect(guest.buy({ email: null })).rejects.toThrow('BAD_USER_INPUT');
  });

  it('leaves in the cart what came in meanwhile', async () => {
    const one = await buyer();
    const waiting = await one.buy({ paymentMethod: 'sandbox_action', returnUrl: `${SHOP}/back`, idempotencyKey: 'k' });
    await one.add(one.sku, 2);
    await decide(waiting['url'], 'approve');
    const again = await one.buy({ paymentMethod: 'sandbox_action', returnUrl: `${SHOP}/back`, idempotencyKey: 'k' });
    expect(again).toMatchObject({
      __typename: 'CheckoutSuccess',
      order: { id: waiting.order.id, status: 'CONFIRMED' },
    });
    expect(await one.buy()).toMatchObject({ __typename: 'ConcurrentModification' });
    expect(await stockOf(one.sku)).toEqual([4, 0]);
    await settled();
  });

  it('of nothing that costs money needs no provider', async () => {
    const { buy } = await buyer();
    await save(db, 'promotion', { code: 'FREE', amount: { amount: 9_000_000, currency: 'EUR' } });
    const zone = { countries: ['DE'], currency: 'EUR', steps: [{ upToGrams: 30_000, price: 0 }] };
    await save(db, 'method', { code: 'PICKUP', label: 'Pick up', zones: [zone] });
    const expectedTotal = { amount: 0, currency: 'EUR' };
    const bought = await buy({ promotionCode: 'FREE', shippingMethod: 'PICKUP', expectedTotal });
    expect(bought).toMatchObject({ __typename: 'CheckoutSuccess', order: { status: 'CONFIRMED', payments: [] } });
  });
});

describe('a checkout is refused', () => {
  it('where the cart is another one than the customer saw', async () => {
    const { buy, version } = await buyer();
    expect(await buy({ cartVersion: version - 1 })).toMatchObject({
      __typename: 'ConcurrentModification',
      currentVersion: version,
    });
  });
  it('where the total is another one', async () => {
    const { buy } = await buyer();
    const expectedTotal = { amount: 1, currency: 'EUR' };
    expect(await buy({ expectedTotal })).toMatchObject({
      __typename: 'PriceChanged',
      expected: expectedTotal,
      actual: { amount: 1490, currency: 'EUR' },
    });
  });
  it('where there is too little, and the key is free again', async () => {
    const { buy, sku } = await buyer({ stock: 1 });
    await (await buyer({ sku })).buy();
    expect(await buy({ idempotencyKey: 'short' })).toMatchObject({
      __typename: 'InsufficientStock',
      lines: [{ sku, requested: 1, available: 0 }],
    });
    expect(await buy({ idempotencyKey: 'short', vatId: 'DE1' })).toMatchObject({ __typename: 'InsufficientStock' });
  });
  it('where something is no longer sold', async () => {
    const { buy, sku } = await buyer();
    await applyProductChanges(db, [productChanged({ productId: `p-${sku}`, version: 2, variants: [] })]);
    expect(await buy()).toMatchObject({ __typename: 'ItemUnavailable', skus: [sku] });
  });
  it('where the code does not hold', async () => {
    const { buy } = await buyer();
    expect(await buy({ promotionCode: 'NONE' })).toMatchObject({ __typename: 'PromotionInvalid', code: 'NONE' });
  });
  it('where the address or the way of shipping does not do', async () => {
    const { buy } = await buyer();
    const abroad = { ...BERLIN, country: 'FR' };
    expect(await buy({ shippingAddress: abroad })).toMatchObject({ field: 'shippingAddress.country' });
    expect(await buy({ shippingAddress: null })).toMatchObject({ field: 'shippingAddress' });
    expect(await buy({ shippingMethod: null })).toMatchObject({
      __typename: 'InvalidShipping',
      field: 'shippingMethod',
    });
  });
  it('where the approval would return to another shop', async () => {
    const { buy } = await buyer();
    await expect(buy({ returnUrl: 'https://evil.example/' })).rejects.toThrow('BAD_USER_INPUT');
  });
});

describe('a key', () => {
  it('gives the same order again, and no other input', async () => {
    const { buy } = await buyer();
    const { order } = await buy({ idempotencyKey: 'once' });
    expect(await buy({ idempotencyKey: 'once', vatId: null })).toMatchObject({ order: { id: order.id } });
    expect(await buy({ idempotencyKey: 'once', vatId: 'DE1' })).toMatchObject({
      __typename: 'IdempotencyConflict',
      key: 'once',
    });
  });
  it('is free again where the card was declined, for another card too', async () => {
    const { buy, sku } = await buyer();
    const declined = await buy({ idempotencyKey: 'again', paymentMethod: 'sandbox_insufficient_funds' });
    expect(declined).toMatchObject({ __typename: 'PaymentDeclined', reason: 'insufficient_funds' });
    expect(await stockOf(sku)).toEqual([5, 0]);
    expect(await buy({ idempotencyKey: 'again' })).toMatchObject({ __typename: 'CheckoutSuccess' });
    await settled();
  });
});

describe('a payment', () => {
  it('that the customer has to approve waits, and goes on afterwards', async () => {
    const { buy, sku } = await buyer();
    const asked = { idempotencyKey: newId(), paymentMethod: 'sandbox_action', returnUrl: `${SHOP}/back` };
    const waiting = await buy(asked);
    expect(waiting).toMatchObject({ __typename: 'PaymentActionRequired', order: { status: 'PENDING' } });
    expect(waiting['url']).toContain('/approve/');
    expect(await buy(asked)).toMatchObject({ __typename: 'PaymentActionRequired', order: { id: waiting.order.id } });
    expect(await stockOf(sku)).toEqual([5, 1]);
    await decide(waiting['url'], 'approve');
    expect(await buy(asked)).toMatchObject({ __typename: 'CheckoutSuccess', order: { id: waiting.order.id } });
    await settled();
  });

  it('that the customer declines cancels the order', async () => {
    const { buy, sku } = await buyer();
    const asked = { idempotencyKey: newId(), paymentMethod: 'sandbox_action', returnUrl: `${SHOP}/back` };
    const waiting = await buy(asked);
    await decide(waiting['url'], 'decline');
    expect(await buy(asked)).toMatchObject({ __typename: 'PaymentDeclined', reason: 'authentication_failed' });
    expect(await stockOf(sku)).toEqual([5, 0]);
    expect(await events(waiting.order.id)).toEqual(['order.placed', 'payment.failed', 'order.cancelled']);
    await settled();
  });

  it('that nobody approves is cancelled at its deadline', async () => {
    const { buy, sku } = await buyer();
    const waiting = await buy({ paymentMethod: 'sandbox_action', returnUrl: `${SHOP}/back` });
    await sql`update sagas set deadline_at = now(), due_at = now() where id = ${waiting.order.id}`.execute(db);
    await settled();
    expect(await stockOf(sku)).toEqual([5, 0]);
    await decide(waiting['url'], 'approve');
    await expectInvariants(shop);
  });

  it('that waits is given up where the customer buys the cart again', async () => {
    const { buy, sku } = await buyer();
    const waiting = await buy({ paymentMethod: 'sandbox_action', returnUrl: `${SHOP}/back` });
    const { order } = await buy();
    expect(order).toMatchObject({ status: 'CONFIRMED' });
    expect(order.id).not.toBe(waiting.order.id);
    expect(await stockOf(sku)).toEqual([4, 0]);
    await settled();
  });

  it('that waits does not sell the last piece out to its own buyer, but to others', async () => {
    const one = await buyer({ stock: 1 });
    const approval = { paymentMethod: 'sandbox_action', returnUrl: `${SHOP}/back` };
    expect((await one.buy(approval)).__typename).toBe('PaymentActionRequired');
    const issueFor = async (owner: Buyer['owner']) => {
      const { data } = await shop.ask(owner, READ, {});
      return data.cart.lines[0].issue as string | null;
    };
    expect(await issueFor(one.owner)).toBeNull();
    const set = async (quantity: number) =>
      (await shop.ask(one.owner, SET, { sku: one.sku, quantity })).data.cart as Answer;
    expect(await set(2)).toMatchObject({ __typename: 'InsufficientStock', lines: [{ available: 1 }] });
    expect(await set(1)).toMatchObject({ __typename: 'Cart', lines: [{ issue: null }] });
    const quote = `query ($input: QuoteInput!) { quoteCheckout(input: $input) { __typename } }`;
    const { data } = await shop.ask(one.owner, quote, { input: {} });
    expect(data.quoteCheckout.__typename).toBe('Quote');

    const other = customer();
    const added = await shop.ask(other, ADD, { sku: one.sku });
    expect(added.data.cart.__typename).toBe('InsufficientStock');
    const shown = `query ($sku: ID!) { _entities(representations: [{ __typename: "Variant", sku: $sku }]) {
      ... on Variant { availability { inStock } } } }`;
    const variant = await shop.ask(one.owner, shown, { sku: one.sku });
    expect(variant.data._entities).toEqual([{ availability: { inStock: false } }]);

    expect((await one.buy()).__typename).toBe('CheckoutSuccess');
    expect(await stockOf(one.sku)).toEqual([0, 0]);
    await settled();
  });

  it('that was approved just before is what counts', async () => {
    const { buy, sku } = await buyer();
    const waiting = await buy({ paymentMethod: 'sandbox_action', returnUrl: `${SHOP}/back` });
    await decide(waiting['url'], 'approve');
    expect(await buy()).toMatchObject({ __typename: 'ConcurrentModification' });
    expect(await stockOf(sku)).toEqual([4, 0]);
    await settled();
  });

  it.each([
    'sandbox_authorise_500',
    'sandbox_authorise_500_done',
    'sandbox_capture_500',
    'sandbox_capture_500_done',
    'sandbox_rate_limited',
  ])('with %s is charged once, whatever the provider answers first', async (paymentMethod) => {
    const { buy } = await buyer();
    const asked = { idempotencyKey: newId(), paymentMethod };
    const first = await buy(asked);
    expect(['CheckoutSuccess', 'CheckoutInProgress']).toContain(first.__typename);
    await settled();
    expect(await buy(asked)).toMatchObject({ __typename: 'CheckoutSuccess', order: { id: first.order.id } });
  });

  it.each(['sandbox_lapses', 'sandbox_capture_declined'])(
    'with %s cancels the confirmed order',
    async (paymentMethod) => {
      const { buy, sku } = await buyer();
      expect(await buy({ paymentMethod })).toMatchObject({ __typename: 'PaymentDeclined' });
      expect(await stockOf(sku)).toEqual([5, 0]);
      await settled();
    },
  );

  it('of which nothing is known yet answers CheckoutInProgress, for every key of the cart', async () => {
    const { buy } = await buyer();
    const first = await buy({ paymentMethod: 'sandbox_authorise_timeout' });
    expect(first).toMatchObject({ __typename: 'CheckoutInProgress', order: { status: 'PENDING' } });
    expect(await buy()).toMatchObject({ __typename: 'CheckoutInProgress', order: { id: first.order.id } });
    await settled();
  });
});
