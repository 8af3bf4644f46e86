import type { PaymentStatus } from '../payments/payment.ts';
import { spread } from '../pricing/amounts.ts';
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

/** What the customer pays for a line, or pays back of it. */
export interface LineAmount {
  sku: string;
  amount: number;
}

/** An amount of money by what it is for. */
export interface Parts {
  lines: LineAmount[];
  shipping: number;
}

/** What the rules look at. */
export interface OrderState {
  status: OrderStatus;
  total: number;
  currency: string;
  /** What the total is for. */
  parts: Parts;
  captured: number;
  refunded: number;
  /** The customer was asked to approve the payment. */
  isAskedToApprove: boolean;
}

/** How a payment ended, for an order that is given up. */
export interface EndedPayment {
  id: string;
  reference: string | null;
  status: PaymentStatus;
}

export type OrderCommand =
  | { type: 'place'; total: number; currency: string; parts: Parts }
  /** The customer has to approve the payment. */
  | { type: 'record_action'; paymentId: string; reference: string | null }
  /** The payment is authorised, or there is nothing to pay. */
  | { type: 'confirm'; authorised: number; reference: string | null }
  /** Also for an order that was cancelled meanwhile: what came late goes back, and both are kept. */
  | { type: 'record_capture'; paymentId: string; reference: string | null; amount: number }
  | { type: 'record_refund'; paymentId: string; refundId: string; amount: number }
  | { type: 'record_payment_failure'; paymentId: string; reason: string }
  | { type: 'cancel'; reason: CancelReason; payment: EndedPayment | null };

/**
 * What happened to an order: all that a projection needs, and nothing that may have to be erased. Old events are read as
 * long as the order is: fields are added, never changed.
 */
export type OrderFact =
  | { type: 'order.placed'; total: number; currency: string; parts: Parts }
  | { type: 'payment.action_required'; paymentId: string; reference: string | null }
  | { type: 'order.confirmed'; reference: string | null }
  | ({ type: 'payment.captured'; paymentId: string; reference: string | null } & Moved)
  | ({ type: 'payment.refunded'; paymentId: string; refundId: string } & Moved)
  | { type: 'payment.failed'; paymentId: string; reason: string }
  | { type: 'order.cancelled'; reason: CancelReason; payment: EndedPayment | null }
  /** A guest's order joined the account of its address, whatever its state; see claimOrder. */
  | { type: 'order.claimed'; userId: string };

/** Money that moved, by what it was for. */
type Moved = { amount: number; currency: string } & Parts;

export type OrderRefusal = 'exists' | 'not_placed' | 'already_done' | 'cancelled' | 'not_paid' | 'paid' | 'shipped';

export type OrderDecision = { kind: 'facts'; facts: OrderFact[] } | { kind: 'refused'; reason: OrderRefusal };

export function decideOrder(order: OrderState | null, command: OrderCommand): OrderDecision {
  if (command.type === 'place') {
    const { total, currency, parts } = command;
    return order === null ? facts({ type: 'order.placed', total, currency, parts }) : refused('exists');
  }
  if (order === null) return refused('not_placed');
  switch (command.type) {
    case 'record_action': {
      const { paymentId, reference } = command;
      return order.status === 'PENDING' && !order.isAskedToApprove
        ? facts({ type: 'payment.action_required', paymentId, reference })
        : refused('already_done');
    }
    case 'confirm':
      return confirm(order, command);
    case 'record_capture': {
      const { paymentId, reference } = command;
      // The whole of it at once: of what came before, the provider says nothing new.
      const amount = command.amount - order.captured;
      if (amount <= 0) return refused('already_done');
      return facts({ type: 'payment.captured', paymentId, reference, ...movedOf(order, amount) });
    }
    case 'record_refund': {
      const { paymentId, refundId } = command;
      const amount = Math.min(command.amount, order.captured - order.refunded);
      if (amount <= 0) return refused('already_done');
      return facts({ type: 'payment.refunded', paymentId, refundId, ...movedOf(order, amount) });
    }
    case 'record_payment_failure': {
      const { paymentId, reason } = command;
      return isPaid(order) ? refused('paid') : facts({ type: 'payment.failed', paymentId, reason });
    }
    case 'cancel':
      return cancel(order, command);
  }
}

const isPaid = ({ captured, refunded }: OrderState): boolean => captured > refunded;

/** A part of the total is spread over lines and shipping in their proportion. */
function movedOf({ currency, parts }: OrderState, amount: number): Moved {
  const { lines, shipping } = parts;
  const shares = spread(amount, [...lines.map((line) => line.amount), shipping]);
  return {
    amount,
    currency,
    lines: lines.map(({ sku }, at) => ({ sku, amount: shares[at] ?? 0 })),
    shipping: shares[lines.length] ?? 0,
  };
}

function confirm(
  { status, total }: OrderState,
  { authorised, reference }: { authorised: number; reference: string | null },
): OrderDecision {
  if (status === 'CANCELLED') return refused('cancelled');
  if (status !== 'PENDING') return refused('already_done');
  return authorised >= total ? facts({ type: 'order.confirmed', reference }) : refused('not_paid');
}

function cancel(
  order: OrderState,
  { reason, payment }: { reason: CancelReason; payment: EndedPayment | null },
): OrderDecision {
  switch (order.status) {
    case 'CANCELLED':
      return refused('already_done');
    case 'PENDING':
    case 'CONFIRMED':
      return isPaid(order) ? refused('paid') : facts({ type: 'order.cancelled', reason, payment });
    default:
      return refused('shipped');
  }
}

export function evolveOrder(order: OrderState | null, fact: OrderFact): OrderState | null {
  if (fact.type === 'order.placed') {
    const { total, currency, parts } = fact;
    return { status: 'PENDING', total, currency, parts, captured: 0, refunded: 0, isAskedToApprove: false };
  }
  if (order === null) return null;
  switch (fact.type) {
    case 'order.confirmed':
      return { ...order, status: 'CONFIRMED' };
    case 'payment.captured':
      return { ...order, captured: order.captured + fact.amount };
    case 'payment.refunded':
      return { ...order, refunded: order.refunded + fact.amount };
    case 'payment.action_required':
      return { ...order, isAskedToApprove: true };
    case 'payment.failed':
    case 'order.claimed':
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
