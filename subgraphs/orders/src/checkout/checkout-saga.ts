import { eventContract } from '@quartet/schema/events';
import { appendToOutbox, type SagaDefinition, type SagaStep, type Transition } from '@quartet/service-kit';
import { takeOrdered } from '../cart/cart.repository.ts';
import type { OrdersDatabase, Trx } from '../database.ts';
import { commitStock, releaseStock } from '../inventory/order-stock.service.ts';
import { freeKey } from '../ordering/idempotency.repository.ts';
import {
  orderCancelledEvent,
  orderConfirmedEvent,
  paymentCapturedEvent,
  paymentFailedEvent,
} from '../ordering/order-events.ts';
import { commandOrder } from '../ordering/order-life.service.ts';
import { freePromotion } from '../promotions/promotions.service.ts';
import { freeCartVersion } from './cart-purchases.repository.ts';
import { readCheckoutData, type CheckoutData, type CheckoutTools } from './checkout-data.ts';
import { authorise, capture, giveBack } from './pay-order.ts';

/*
 * What follows once an order is placed, step by step. Each step may run again after a crash.
 *
 *   authorise ─► confirm ─► capture ─► clear_cart          authorise waits where the customer has to approve
 *       └───────────┴──────────┴─► cancel_payment ─► cancel_order
 */

type Step = SagaStep<OrdersDatabase, CheckoutTools, CheckoutData>;

const steps = {
  /** The provider holds the money, or the customer is asked to approve. */
  authorise: {
    compensation: 'cancel_payment',
    async run(tools, saga) {
      const transition = await authorise(tools, saga);
      return () => Promise.resolve(transition);
    },
  },

  /** The stock is sold, and the order stands. */
  confirm: {
    compensation: 'cancel_payment',
    run: (_tools, { id, data }) =>
      Promise.resolve(async (trx: Trx): Promise<Transition> => {
        const confirmed = await commandOrder(trx, id, { type: 'confirm', authorised: data.authorised });
        if (confirmed.kind === 'refused' && confirmed.reason !== 'already_done') {
          return { kind: 'compensate', reason: `the order cannot be confirmed: ${confirmed.reason}` };
        }
        if (confirmed.kind === 'changed') {
          await commitStock(trx, id);
          await appendToOutbox(trx, eventContract, [orderConfirmedEvent(confirmed.order)]);
        }
        return { kind: 'next', step: data.payment === null ? 'clear_cart' : 'capture' };
      }),
  },

  /** The money is taken. */
  capture: {
    compensation: 'cancel_payment',
    async run(tools, { id, data }) {
      const taken = await capture(tools, data);
      if (taken.kind !== 'captured') return () => Promise.resolve(taken);
      const { paymentId, amount } = taken;
      return async (trx) => {
        const recorded = await commandOrder(trx, id, { type: 'record_capture', paymentId, amount });
        if (recorded.kind === 'changed') {
          await appendToOutbox(trx, eventContract, [paymentCapturedEvent(recorded.order, { paymentId, amount })]);
        }
        return { kind: 'next', step: 'clear_cart' };
      };
    },
  },

  /** What was ordered leaves the cart; what came in meanwhile stays. */
  clear_cart: {
    compensation: null,
    async run({ redis }, { id, data }) {
      const taken = await takeOrdered(redis, data.cart, { id, lines: data.lines });
      return () => Promise.resolve(taken ? { kind: 'done' } : { kind: 'retry', reason: 'the cart is being merged' });
    },
  },

  /** Undoes authorise and capture: stock is freed only when the provider can no longer take the money. */
  cancel_payment: {
    compensation: null,
    async run(tools, { data }) {
      const transition = await giveBack(tools, data);
      return () => Promise.resolve(transition);
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
        const cancelled = await commandOrder(trx, id, { type: 'cancel', reason });
        if (cancelled.kind === 'changed') {
          await releaseStock(trx, id);
          await freePromotion(trx, id);
          await freeCartVersion(trx, id);
          await freeKey(trx, data.key);
          await appendToOutbox(trx, eventContract, [orderCancelledEvent(cancelled.order, reason)]);
        }
        return { kind: 'done' };
      }),
  },
} satisfies Record<string, Step>;

export type CheckoutStep = keyof typeof steps;

export const checkoutSaga: SagaDefinition<OrdersDatabase, CheckoutTools, CheckoutData> = {
  kind: 'checkout',
  steps,
  read: readCheckoutData,
};

/** The step that undoes a checkout that stands at this one; null where there is none, or this build does not know it. */
export function compensationOf(step: string): string | null {
  return checkoutSaga.steps[step]?.compensation ?? null;
}
