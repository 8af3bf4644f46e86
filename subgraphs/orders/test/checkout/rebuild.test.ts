import { leaseOne, newId, runSaga, transact } from '@quartet/service-kit';
import { expect, it } from 'vitest';
import { checkoutSaga } from '../../src/checkout/checkout-saga.ts';
import { rebuildOrder } from '../../src/ordering/rebuild-order.ts';
import { findEvents, findItems, findOrders } from '../../src/ordering/orders.repository.ts';
import { findPaymentsOfOrders } from '../../src/payments/payments.repository.ts';
import { applyPaymentEvent } from '../../src/payments/payments.service.ts';
import type { Observation } from '../../src/payments/provider/provider.ts';
import { sell } from '../cart/shop.ts';
import { save } from '../pricing/shop.ts';
import { checkoutShop, SHOP } from './shop.ts';

const shop = await checkoutShop();
const { db } = shop;
await save(db, 'promotion', { code: 'TENTH', basisPoints: 1000 });
const returnUrl = `${SHOP}/back`;

/** The tables' rows of an order, and what its events say alone. */
async function compared(orderId: string) {
  const [orders, items, payments, events] = await Promise.all([
    findOrders(db, [orderId]),
    findItems(db, [orderId]),
    findPaymentsOfOrders(db, [orderId]),
    findEvents(db, [orderId]),
  ]);
  const stored = orders.get(orderId)!;
  const {
    email: _email,
    locale: _locale,
    shippingAddress: _to,
    billingAddress: _billed,
    vatId: _vat,
    ...order
  } = stored;
  const [payment] = payments.get(orderId) ?? [];
  const { createdAt: _at, ...paid } = payment!;
  const types = (events.get(orderId) ?? []).map(({ type }) => type);
  return {
    tables: { order, items: items.get(orderId), payment: paid },
    rebuilt: rebuildOrder(events.get(orderId) ?? []),
    types,
    stored: JSON.stringify((events.get(orderId) ?? []).map(({ data }) => data)),
  };
}

async function expectRebuilt(orderId: string, state: [order: string, payment: string]) {
  const { tables, rebuilt, types, stored } = await compared(orderId);
  expect(rebuilt).toEqual(tables);
  expect([tables.order.status, tables.payment.status]).toEqual(state);
  // Nothing that may have to be erased.
  expect(stored).not.toMatch(/Ada|Lovelace|example\.org|Berlin|DE123/);
  return types;
}

async function heard(orderId: string, observations: Observation[]) {
  const [payment] = (await findPaymentsOfOrders(db, [orderId])).get(orderId) ?? [];
  const report = {
    paymentId: payment!.id,
    reference: payment!.providerReference ?? 'late',
    currency: 'EUR',
    observations,
  };
  const result = await transact(db, (trx) => applyPaymentEvent(trx, { id: newId(), type: 'test', report }));
  expect(result.kind).toBe('applied');
}

it('a confirmed order of several lines, with a promotion', async () => {
  const buyer = await shop.buyer({ guest: true });
  const cartVersion = await buyer.add(await sell(db, { price: 333, stock: 5 }), 2);
  const chosen = { cartVersion, promotionCode: 'TENTH', vatId: 'DE123456789' };
  const { actual: expectedTotal } = await buyer.buy(chosen);
  const { order } = await buyer.buy({ ...chosen, expectedTotal });
  await expectRebuilt(order.id, ['CONFIRMED', 'CAPTURED']);
});

it.each(['sandbox_declined', 'sandbox_capture_declined', 'sandbox_lapses'])(
  'an order that was given up: %s',
  async (paymentMethod) => {
    const { buy } = await shop.buyer();
    await buy({ paymentMethod });
    const { id } = await db.selectFrom('orders').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow();
    await expectRebuilt(id, ['CANCELLED', 'VOIDED']);
  },
);

it('an order that waits for an approval, and after its customer began again', async () => {
  const { buy } = await shop.buyer();
  const { order } = await buy({ paymentMethod: 'sandbox_action', returnUrl });
  await expectRebuilt(order.id, ['PENDING', 'ACTION_REQUIRED']);
  await buy();
  await expectRebuilt(order.id, ['CANCELLED', 'VOIDED']);
});

it('a capture that came after the order was cancelled, and went back', async () => {
  const { buy } = await shop.buyer();
  const { order } = await buy({ paymentMethod: 'sandbox_action', returnUrl });
  await buy();
  const amount = order.total.amount as number;
  await heard(order.id, [{ type: 'captured', amount }]);
  expect(await expectRebuilt(order.id, ['CANCELLED', 'CAPTURED'])).toContain('payment.captured');
  const refund = { type: 'refund', refundId: 'r1', reference: `re_${newId()}`, amount, status: 'SUCCEEDED' } as const;
  await heard(order.id, [refund]);
  await heard(order.id, [refund]);
  const types = await expectRebuilt(order.id, ['CANCELLED', 'REFUNDED']);
  expect(types.filter((type) => type === 'payment.refunded')).toHaveLength(1);
  const published = await db
    .selectFrom('outbox' as never)
    .select('event' as never)
    .execute();
  expect(JSON.stringify(published)).toContain('payment.refunded');
});

it('money of which a webhook tells before the step of the checkout does counts once', async () => {
  const { buy } = await shop.buyer();
  const { order } = await buy({ paymentMethod: 'sandbox_capture_500_done' });
  await heard(order.id, [{ type: 'captured', amount: order.total.amount as number }]);
  const leased = await leaseOne(db, order.id);
  if (leased) await runSaga({ db, tools: shop.tools, definition: checkoutSaga }, leased);
  const types = await expectRebuilt(order.id, ['CONFIRMED', 'CAPTURED']);
  expect(types).toEqual(['order.placed', 'order.confirmed', 'payment.captured']);
});
