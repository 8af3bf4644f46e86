import type { OrderStatus } from './order.ts';

/*
 * The life of an order, all of it: which command is allowed in which state, what it makes true, and what follows from that.
 *
 *   place ──► PENDING ──confirm──► CONFIRMED ──capture──► (shipping begins)
 *                │                     │
 *                └──────cancel─────────┴──► CANCELLED, which is final: money that still comes goes back
 *
 * Pure functions: the shell (order-life.service.ts) locks, loads, and saves the events with the state that they explain.
 */

export const CANCEL_REASONS = [
  'payment_declined',
  /** The customer never approved the payment. */
  'approval_expired',
  /** The customer bought the same cart again. */
  'superseded',
  /** Authorised, but the money did not come. */
  'capture_failed',
] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

/** What the rules look at. */
export interface OrderState {
  status: OrderStatus;
  total: number;
  currency: string;
  captured: number;
}

export type OrderCommand =
  | { type: 'place'; total: number; currency: string }
  /** The payment is authorised, or there is nothing to pay. */
  | { type: 'confirm'; authorised: number }
  | { type: 'record_capture'; paymentId: string; amount: number }
  | { type: 'record_payment_failure'; paymentId: string; reason: string }
  | { type: 'cancel'; reason: CancelReason };

/** What happened to an order. Old events are read as long as the order is: fields are added, never changed. */
export type OrderFact =
  | { type: 'order.placed'; total: number; currency: string }
  | { type: 'order.confirmed' }
  | { type: 'payment.captured'; paymentId: string; amount: number; currency: string }
  | { type: 'payment.failed'; paymentId: string; reason: string }
  | { type: 'order.cancelled'; reason: CancelReason };

export type OrderRefusal = 'exists' | 'not_placed' | 'already_done' | 'cancelled' | 'not_paid' | 'paid' | 'shipped';

export type OrderDecision = { kind: 'facts'; facts: OrderFact[] } | { kind: 'refused'; reason: OrderRefusal };

export function decideOrder(order: OrderState | null, command: OrderCommand): OrderDecision {
  if (command.type === 'place') {
    const { total, currency } = command;
    return order === null ? facts({ type: 'order.placed', total, currency }) : refused('exists');
  }
  if (order === null) return refused('not_placed');
  switch (command.type) {
    case 'confirm':
      return confirm(order, command.authorised);
    case 'record_capture':
      return capture(order, command);
    case 'record_payment_failure': {
      const { paymentId, reason } = command;
      return order.captured > 0 ? refused('paid') : facts({ type: 'payment.failed', paymentId, reason });
    }
    case 'cancel':
      return cancel(order, command.reason);
  }
}

function confirm({ status, total }: OrderState, authorised: number): OrderDecision {
  if (status === 'CANCELLED') return refused('cancelled');
  if (status !== 'PENDING') return refused('already_done');
  return authorised >= total ? facts({ type: 'order.confirmed' }) : refused('not_paid');
}

function capture(
  { status, captured, total, currency }: OrderState,
  { paymentId, amount }: { paymentId: string; amount: number },
): OrderDecision {
  if (status === 'CANCELLED') return refused('cancelled');
  if (captured >= total) return refused('already_done');
  return facts({ type: 'payment.captured', paymentId, amount, currency });
}

function cancel({ status, captured }: OrderState, reason: CancelReason): OrderDecision {
  switch (status) {
    case 'CANCELLED':
      return refused('already_done');
    case 'PENDING':
    case 'CONFIRMED':
      return captured > 0 ? refused('paid') : facts({ type: 'order.cancelled', reason });
    default:
      return refused('shipped');
  }
}

export function evolveOrder(order: OrderState | null, fact: OrderFact): OrderState | null {
  if (fact.type === 'order.placed') {
    const { total, currency } = fact;
    return { status: 'PENDING', total, currency, captured: 0 };
  }
  if (order === null) return null;
  switch (fact.type) {
    case 'order.confirmed':
      return { ...order, status: 'CONFIRMED' };
    case 'payment.captured':
      return { ...order, captured: order.captured + fact.amount };
    case 'payment.failed':
      return order;
    case 'order.cancelled':
      return { ...order, status: 'CANCELLED' };
  }
}

function facts(...all: OrderFact[]): OrderDecision {
  return { kind: 'facts', facts: all };
}

function refused(reason: OrderRefusal): OrderDecision {
  return { kind: 'refused', reason };
}
