import { SCOPES_OF_ROLE } from '@quartet/schema/access';
import { countDatabaseCalls, newId, type Redis, userId, type Viewer } from '@quartet/service-kit';
import { beforeAll, expect, it } from 'vitest';
import { createOrdersSubgraph, type Db } from '../../src/index.ts';
import { commandPayment, openPayment } from '../../src/payments/payments.service.ts';
import type { Observation } from '../../src/payments/provider/provider.ts';
import { ownRedis } from '../cart/shop.ts';
import { openForGermany } from '../checkout/charges.ts';
import { freshOrders, log, stockedSku } from '../database.ts';
import { place as placeLines } from '../placed-order.ts';
import { everyoneSignedIn } from '../sessions.ts';

let db: Db;
let redis: Redis;
let subgraph: ReturnType<typeof createOrdersSubgraph> | undefined;
beforeAll(async () => {
  ({ db } = await freshOrders());
  redis = await ownRedis();
  await openForGermany(db);
});

const owner = newId();
const viewer: Viewer = {
  kind: 'user',
  userId: userId(owner),
  sessionId: newId(),
  role: 'CUSTOMER',
  scopes: SCOPES_OF_ROLE.CUSTOMER,
};

async function place(): Promise<string> {
  const sku = await stockedSku(db, 1);
  const { orderId } = await placeLines(db, [{ sku, quantity: 1 }], { userId: owner });
  // Its payment is another test's matter.
  await db.deleteFrom('payments').where('order_id', '=', orderId).execute();
  return orderId;
}

/** Adds a payment of which the provider says this. */
async function pay(orderId: string, ...observations: Observation[]): Promise<string> {
  const id = newId();
  await db.transaction().execute(async (trx) => {
    await openPayment(trx, { id, orderId, provider: 'sandbox', amount: 2_489, currency: 'EUR' });
    const report = { paymentId: id, reference: `sbx_${id}`, currency: 'EUR', observations };
    await commandPayment(trx, id, { type: 'observe', report });
  });
  return id;
}

const PAYMENTS = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Order { payments {
  id provider providerReference amount { amount currency } captured { amount } refunded { amount } status createdAt } } } }`;

interface Answer {
  errors?: unknown[];
  data: { _entities: { payments: { id: string; createdAt: string }[] }[] };
}

async function paymentsOf(orderIds: readonly string[]) {
  subgraph ??= createOrdersSubgraph({ db, redis, sessions: everyoneSignedIn, log });
  const r = orderIds.map((id) => ({ __typename: 'Order', id }));
  const result = await subgraph.execute({ query: PAYMENTS, variables: { r }, viewer, requestId: 'test' });
  const { errors, data } = JSON.parse(JSON.stringify(result)) as Answer;
  expect(errors).toBeUndefined();
  return data._entities.map(({ payments }) => payments);
}

it('an order shows its payments, the first one first', async () => {
  const orderId = await place();
  const failed = await pay(orderId, { type: 'declined', reason: 'card_declined' });
  const refund = { refundId: newId(), reference: `sbx_ref_${newId()}`, amount: 489, status: 'SUCCEEDED' } as const;
  const paid = await pay(orderId, { type: 'captured', amount: 2_489 }, { type: 'refund', ...refund });
  const [payments] = await paymentsOf([orderId]);
  const amount = { amount: 2_489, currency: 'EUR' };
  const createdAt = expect.stringMatching(/^\d{4}-/) as string;
  expect(payments).toEqual([
    {
      id: failed,
      provider: 'sandbox',
      providerReference: `sbx_${failed}`,
      amount,
      captured: { amount: 0 },
      refunded: { amount: 0 },
      status: 'FAILED',
      createdAt,
    },
    {
      id: paid,
      provider: 'sandbox',
      providerReference: `sbx_${paid}`,
      amount,
      captured: { amount: 2_489 },
      refunded: { amount: 489 },
      status: 'CAPTURED',
      createdAt,
    },
  ]);
});

it('payments of many orders are one round trip', async () => {
  const orders = [await place(), await place(), await place()];
  for (const id of orders.slice(1)) await pay(id, { type: 'authorised', amount: 2_489, expiresAt: null });
  const { result, calls } = await countDatabaseCalls(() => paymentsOf(orders));
  expect(result.map((payments) => payments.length)).toEqual([0, 1, 1]);
  // the orders, then their payments
  expect(calls.postgres).toBe(2);
});
