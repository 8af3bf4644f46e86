import {
  AppError,
  isPartitionMissing,
  isUniqueViolation,
  leaseOne,
  newId,
  retryTransaction,
  runSaga,
  together,
  wakeOutbox,
  wakeSaga,
  withDeadline,
  type LeasedSaga,
} from '@quartet/service-kit';
import { cartIdOf, type CartOwner } from '../cart/cart-owner.ts';
import { findCart } from '../cart/cart.service.ts';
import { requireActive } from '../customers/customer.ts';
import { findCustomer } from '../customers/customers.repository.ts';
import type { Db } from '../database.ts';
import type { StockShortage } from '../inventory/stock.ts';
import { findKey, type IdempotencyKey } from '../ordering/idempotency.repository.ts';
import { findFirstAnswer, type FirstAnswer, type KeyedRequest } from '../ordering/idempotency.service.ts';
import type { Order } from '../ordering/order.ts';
import { createPartitionsOf } from '../ordering/partitions.service.ts';
import type { PricingRefusal, Priced } from '../pricing/price-order.ts';
import { findUnderWay } from './cart-purchases.repository.ts';
import type { CheckoutTools } from './checkout-data.ts';
import { checkoutSaga } from './checkout-saga.ts';
import { hashOfCheckout, parseCheckout, type CheckoutInput, type CheckoutRequest } from './checkout.input.ts';
import { describeOrder, type OrderOutcome } from './describe-order.ts';
import { placeOrder, PlacingRefused, readPlaced, type Placement } from './place-order.ts';
import { priceCart } from './price-cart.service.ts';

export type CheckoutOutcome =
  | OrderOutcome
  | PricingRefusal
  | { kind: 'cart_not_found' }
  | { kind: 'empty_cart' }
  | { kind: 'item_unavailable'; skus: string[] }
  | { kind: 'insufficient_stock'; lines: StockShortage[] }
  | { kind: 'concurrent_modification'; currentVersion: number }
  | {
      kind: 'price_changed';
      expected: { amount: number; currency: string };
      actual: { amount: number; currency: string };
    }
  | { kind: 'idempotency_conflict'; key: string };

const OPERATION = 'checkout';
const PLACE_ATTEMPTS = 3;
/** So long the customer waits for the provider; then the saga goes on, and the customer asks again. */
const ANSWER_MS = 6_000;

/**
 * Buys the owner's cart. One transaction places the order, its saga does the rest: here, as far as the customer can wait, or
 * anywhere else after that. The same key gives the same order again, unless that was cancelled.
 * @throws AppError BAD_USER_INPUT for input that no page of the shop sends
 */
export async function checkout(
  tools: CheckoutTools,
  owner: CartOwner | null,
  input: CheckoutInput,
): Promise<CheckoutOutcome> {
  const request = parseCheckout(input, tools.checkout.shopOrigins);
  if ('kind' in request) return request;
  if (owner === null) return { kind: 'cart_not_found' };
  if (owner.kind === 'guest' && request.email === null)
    throw new AppError('BAD_USER_INPUT', 'A guest gives an e-mail address');

  const keyed = { key: keyOf(owner, request.idempotencyKey), requestHash: hashOfCheckout(request) };
  const [first, underWay] = await together(tools.db, (db) =>
    Promise.all([findFirstAnswer(db, keyed), findUnderWay(db, cartIdOf(owner))]),
  );
  if (first !== null) return answerAgain(tools, first);
  const settled = await settleUnderWay(tools, owner, underWay);
  if (settled !== null) return settled;
  return buy(tools, owner, { request, keyed });
}

const keyOf = (owner: CartOwner, key: string): IdempotencyKey => {
  return { owner: `${owner.kind}:${cartIdOf(owner)}`, operation: OPERATION, key };
};

/** Whether the key has an order, one that is not cancelled. */
export async function wasCheckedOut(db: Db, owner: CartOwner, idempotencyKey: string): Promise<boolean> {
  return (await findKey(db, keyOf(owner, idempotencyKey))) !== null;
}

/** What the key was answered with before, as it stands now. */
async function answerAgain(tools: CheckoutTools, first: FirstAnswer): Promise<CheckoutOutcome> {
  if (first.kind !== 'answered') return first;
  const { orderId } = readPlaced(first.answer);
  const known = await describeOrder(tools.db, orderId);
  if (known.kind !== 'action_required' && known.kind !== 'in_progress') return known;
  // The customer comes back from the approval before the webhook, or the process that was at work is gone.
  const leased = await leaseOne(tools.db, orderId);
  if (leased === null) return known;
  await runFor(tools, leased);
  return describeOrder(tools.db, orderId);
}

/**
 * Orders of this cart that have not come to an end. One that waits for an approval is given up, at the provider first: the
 * customer has begun again. While another one is at work, or its outcome is unknown, this checkout waits for it.
 */
async function settleUnderWay(
  tools: CheckoutTools,
  owner: CartOwner,
  orderIds: readonly string[],
): Promise<CheckoutOutcome | null> {
  for (const orderId of orderIds) {
    const before = await describeOrder(tools.db, orderId);
    if (before.kind !== 'action_required') return inProgress(before.order);
    await wakeSaga(tools.db, orderId, { cancelRequested: true });
    const leased = await leaseOne(tools.db, orderId);
    if (leased !== null) await runFor(tools, leased);
    const after = await describeOrder(tools.db, orderId);
    if (after.kind === 'success') {
      const cart = await findCart(tools.redis, owner);
      return { kind: 'concurrent_modification', currentVersion: cart?.version ?? 0 };
    }
    if (after.order.status !== 'CANCELLED') return inProgress(after.order);
  }
  return null;
}

interface Purchase {
  request: CheckoutRequest;
  keyed: KeyedRequest;
}

async function buy(tools: CheckoutTools, owner: CartOwner, purchase: Purchase): Promise<CheckoutOutcome> {
  const { request } = purchase;
  const [cart, customer] = await Promise.all([
    findCart(tools.redis, owner),
    customerOf(tools.db, owner, request.email),
  ]);
  if (cart === null) return { kind: 'cart_not_found' };
  if (cart.lines.length === 0) return { kind: 'empty_cart' };
  if (cart.version !== request.cartVersion) return { kind: 'concurrent_modification', currentVersion: cart.version };

  const pricing = await priceCart(tools.db, cart, { request, customer });
  if (pricing.kind !== 'price') return pricing;
  const { price, skus } = pricing;
  if (price.kind === 'incomplete') {
    return { kind: 'invalid_shipping', field: price.missing, message: `${price.missing} is needed for this order` };
  }
  const { amount, currency } = request.expectedTotal;
  if (amount !== price.total || currency !== price.currency) {
    return { kind: 'price_changed', expected: request.expectedTotal, actual: totalOf(price) };
  }
  const provider = tools.payments.current;
  if (provider === undefined) throw new AppError('SERVICE_UNAVAILABLE', 'This shop has no way to pay set up');
  if (price.total > 0 && !provider.accepts(totalOf(price))) {
    return { kind: 'invalid_shipping', field: 'expectedTotal', message: 'This amount cannot be paid here' };
  }
  return place(tools, { ...purchase, owner, customer, cart, price, skus, provider: provider.name });
}

/** A guest gives an address; of a signed-in customer it is the account's, whatever was given. */
async function customerOf(db: Db, owner: CartOwner, email: string | null) {
  if (owner.kind === 'guest') return { userId: null, email };
  const { userId, email: own } = requireActive(await findCustomer(db, owner.userId));
  return { userId, email: own };
}

const totalOf = ({ total, currency }: Priced) => ({ amount: total, currency });

async function place(tools: CheckoutTools, placement: Omit<Placement, 'orderId'>): Promise<CheckoutOutcome> {
  const { db } = tools;
  for (let attempt = 1; ; attempt++) {
    const orderId = newId();
    try {
      const leased = await retryTransaction(db, (trx) => placeOrder(trx, { ...placement, orderId }));
      await runFor(tools, leased);
      return await describeOrder(db, orderId);
    } catch (error) {
      const answer = error instanceof PlacingRefused ? await answerRefusal(tools, placement, error) : null;
      if (answer !== null) return answer;
      if (attempt >= PLACE_ATTEMPTS) throw error;
      if (error instanceof PlacingRefused) continue;
      // Maintenance creates partitions months ahead, unless it did not run for as long.
      if (isPartitionMissing(error)) await createPartitionsOf(db, orderId);
      else if (!isUniqueViolation(error, 'order_directory_number_once')) throw error;
    }
  }
}

/** Null where the other order was cancelled in this very moment: its key is free again. */
async function answerRefusal(
  tools: CheckoutTools,
  { keyed }: Omit<Placement, 'orderId'>,
  { refusal }: PlacingRefused,
): Promise<CheckoutOutcome | null> {
  switch (refusal.kind) {
    case 'key_taken': {
      const first = await findFirstAnswer(tools.db, keyed);
      return first && answerAgain(tools, first);
    }
    case 'cart_taken':
      return inProgress((await describeOrder(tools.db, refusal.orderId)).order);
    case 'insufficient_stock':
    case 'promotion_invalid':
      return refusal;
  }
}

/** Runs the saga as long as a customer waits for it; it goes on behind that. */
async function runFor(tools: CheckoutTools, leased: LeasedSaga): Promise<void> {
  const { db } = tools;
  const run = async () => {
    await runSaga({ db, tools, definition: checkoutSaga }, leased);
    wakeOutbox(db);
  };
  await withDeadline(run, { ms: ANSWER_MS, late: () => undefined });
}

const inProgress = (order: Order): OrderOutcome => ({ kind: 'in_progress', order });
