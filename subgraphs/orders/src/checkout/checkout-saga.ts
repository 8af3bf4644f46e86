import { eventContract } from '@quartet/schema/events';
import { appendToOutbox, type Saga, type SagaDefinition, type SagaStep, type Transition } from '@quartet/service-kit';
import { takeOrdered } from '../cart/cart.repository.ts';
import type { OrdersDatabase, Trx } from '../database.ts';
import { commitStock, releaseStock } from '../inventory/order-stock.service.ts';
import { tellCustomer } from '../messages/order-message.ts';
import { freeKey } from '../ordering/idempotency.repository.ts';
import {
  orderCancelledEvent,
  orderConfirmedEvent,
  paymentCapturedEvent,
  paymentFailedEvent,
} from '../ordering/order-events.ts';
import { lockOrder, type LockedOrder } from '../ordering/order-life.repository.ts';
import { commandOrder, decideOnOrder } from '../ordering/order-life.service.ts';
import type { EndedPayment } from '../ordering/order-life.ts';
import { statusOf } from '../payments/payment.ts';
import { findPayment, lockPayment } from '../payments/payments.repository.ts';
import { decideOnPayment, recordAnswer, savePaymentChange, type PaymentChange } from '../payments/payments.service.ts';
import { freePromotion } from '../promotions/promotions.service.ts';
import { freeCartVersion } from './cart-purchases.repository.ts';
import { readCheckoutData, type CheckoutData, type CheckoutTools } from './checkout-data.ts';
import { afterAuthorise, afterCapture, authorise, capture, giveBack, type ProviderAnswer } from './pay-order.ts';

/*
 * What follows once an order is placed, step by step. Each step may run again after a crash.
 *
 *   authorise ─► capture ─► clear_cart          authorise waits where the customer has to approve, and confirms the order
 *       └───────────┴─► cancel_payment ─► cancel_order
 *
 * Each call of the provider stands between two transactions, and the one behind a call is the one before the next.
 */

type Step = SagaStep<OrdersDatabase, CheckoutTools, CheckoutData>;

const steps = {
  /** The provider holds the money, or the customer is asked to approve. Where it does, the order is confirmed at once. */
  authorise: {
    compensation: 'cancel_payment',
    async run(tools, saga) {
      const brought = await authorise(tools, saga);
      if (brought === null) return { kind: 'next', step: 'confirm' };
      return async (trx) => {
        const { order, change } = await lockAndRecord(trx, saga.id, brought);
        const after = afterAuthorise(change.after, saga, tools.checkout.approvalMs);
        if (after.kind !== 'authorised') return { ...after, writes: () => saveUnauthorised(trx, order, change) };
        return confirm(trx, saga, { order, change, authorised: after.amount });
      };
    },
  },

  /** The stock is sold, and the order stands: for an order without a payment. */
  confirm: {
    compensation: 'cancel_payment',
    run: (_tools, saga) =>
      Promise.resolve(async (trx: Trx): Promise<Transition> => {
        const order = await lockOrder(trx, saga.id);
        return confirm(trx, saga, { order, change: null, authorised: saga.data.authorised });
      }),
  },

  /** The money is taken. */
  capture: {
    compensation: 'cancel_payment',
    async run(tools, saga) {
      const brought = await capture(tools, saga);
      if (brought === null) return { kind: 'next', step: 'clear_cart' };
      return async (trx) => {
        const { order, change } = await lockAndRecord(trx, saga.id, brought);
        const after = afterCapture(change.after);
        if (after.kind !== 'captured') return { ...after, writes: () => savePaymentChange(trx, change) };
        const { paymentId } = brought;
        const { amount } = after;
        const { reference } = change.after;
        const captured = decideOnOrder(order, { type: 'record_capture', paymentId, reference, amount });
        const writes = async () => {
          const saved = savePaymentChange(trx, change);
          if (captured.kind !== 'changed') return saved;
          const event = paymentCapturedEvent(captured.order, { paymentId, amount });
          return Promise.all([saved, captured.write(trx), appendToOutbox(trx, eventContract, [event])]);
        };
        return { kind: 'next', step: 'clear_cart', data: { started: null }, writes };
      };
    },
  },

  /** What was ordered leaves the cart; what came in meanwhile stays. */
  clear_cart: {
    compensation: null,
    async run({ redis }, { id, data }) {
      const taken = await takeOrdered(redis, data.cart, { id, lines: data.lines });
      return taken ? { kind: 'done' } : { kind: 'retry', reason: 'the cart is being merged' };
    },
  },

  /** Undoes authorise and capture: stock is freed only when the provider can no longer take the money. */
  cancel_payment: {
    compensation: null,
    async run(tools, { data }) {
      return giveBack(tools, data);
    },
  },

  /** Undoes the placing: stock, promotion, cart version and key are free again. */
  cancel_order: {
    compensation: null,
    run: (_tools, { id, data }) =>
      Promise.resolve(async (trx: Trx): Promise<Transition> => {
        const { payment, cancelReason, failure } = data;
        const reason = cancelReason ?? 'payment_declined';
        if (payment !== null && reason !== 'superseded') {
          const failed = { paymentId: payment.id, reason: failure ?? reason };
          const noted = await commandOrder(trx, id, { type: 'record_payment_failure', ...failed });
          if (noted.kind === 'changed') {
            await appendToOutbox(trx, eventContract, [paymentFailedEvent(noted.order, failed)]);
          }
        }
        const cancelled = await commandOrder(trx, id, { type: 'cancel', reason, payment: await ended(trx, payment) });
        if (cancelled.kind === 'changed') {
          await releaseStock(trx, id);
          await freePromotion(trx, id);
          await freeCartVersion(trx, id);
          await freeKey(trx, data.key);
          await tellCustomer(trx, id, reason === 'payment_declined' ? 'payment_failed' : 'cancelled');
          await appendToOutbox(trx, eventContract, [orderCancelledEvent(cancelled.order, reason)]);
        }
        return { kind: 'done' };
      }),
  },
} satisfies Record<string, Step>;

export type CheckoutStep = keyof typeof steps;

async function ended(trx: Trx, payment: CheckoutData['payment']): Promise<EndedPayment | null> {
  const found = payment && (await findPayment(trx, payment.id));
  return found && { id: found.id, reference: found.reference, status: statusOf(found) };
}

/** Locks the order, then its payment, and takes over what the provider answered. */
async function lockAndRecord(
  trx: Trx,
  orderId: string,
  { paymentId, answer }: ProviderAnswer,
): Promise<{ order: LockedOrder | null; change: PaymentChange }> {
  const [order, payment] = await Promise.all([lockOrder(trx, orderId), lockPayment(trx, paymentId)]);
  if (payment === null) throw new Error(`the payment ${paymentId} of a placed order is not there`);
  const change = answer === null ? { before: payment, after: payment, events: [] } : recordAnswer(payment, answer);
  return { order, change };
}

/** A payment that waits for the customer is noted with its order, once. */
function saveUnauthorised(trx: Trx, order: LockedOrder | null, change: PaymentChange): Promise<unknown> {
  const { after } = change;
  const saved = savePaymentChange(trx, change);
  if (after.action === null) return saved;
  const noted = decideOnOrder(order, { type: 'record_action', paymentId: after.id, reference: after.reference });
  if (noted.kind !== 'changed') return saved;
  return Promise.all([saved, noted.write(trx), tellCustomer(trx, noted.order.id, 'approval_needed')]);
}

/** Confirms the order, sells its stock, and stores the attempt of the capture that follows. */
function confirm(
  trx: Trx,
  { id, data }: Saga<CheckoutData>,
  { order, change, authorised }: { order: LockedOrder | null; change: PaymentChange | null; authorised: number },
): Transition {
  const reference = change?.after.reference ?? null;
  const confirmed = decideOnOrder(order, { type: 'confirm', authorised, reference });
  if (confirmed.kind === 'refused' && confirmed.reason !== 'already_done') {
    const reason = `the order cannot be confirmed: ${confirmed.reason}`;
    return { kind: 'compensate', reason, writes: async () => change && savePaymentChange(trx, change) };
  }
  const paid = change && withCapture(change);
  const writes = () =>
    Promise.all([
      paid && savePaymentChange(trx, paid.change),
      ...(confirmed.kind === 'changed'
        ? [
            confirmed.write(trx),
            commitStock(trx, id),
            appendToOutbox(trx, eventContract, [orderConfirmedEvent(confirmed.order)]),
            tellCustomer(trx, id, 'confirmed'),
          ]
        : []),
    ]);
  const step: CheckoutStep = data.payment === null ? 'clear_cart' : 'capture';
  return { kind: 'next', step, data: { authorised, method: null, started: paid?.started ?? null }, writes };
}

/** The change with the start of the capture, where the payment can be captured now. */
function withCapture(change: PaymentChange): { change: PaymentChange; started: CheckoutData['started'] } {
  const capturing = decideOnPayment(change.after, { type: 'capture' });
  if (capturing.kind === 'refused') return { change, started: null };
  const { after, events } = capturing.change;
  const { id, amount, currency, attempt, reference } = after;
  return {
    change: { before: change.before, after, events: [...change.events, ...events] },
    started: { operation: 'capture', id, amount, currency, attempt, reference },
  };
}

export const checkoutSaga: SagaDefinition<OrdersDatabase, CheckoutTools, CheckoutData> = {
  kind: 'checkout',
  steps,
  read: readCheckoutData,
};

/** The step that undoes a checkout that stands at this one; null where there is none, or this build does not know it. */
export function compensationOf(step: string): string | null {
  return checkoutSaga.steps[step]?.compensation ?? null;
}
