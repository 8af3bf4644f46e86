import {
  isCallOpen,
  type CallState,
  type Payment,
  type PaymentOperation,
  type PaymentRefund,
  type Stray,
} from './payment.ts';
import type { DeclineReason, Observation, RefundStatus } from './provider/provider.ts';

export type PaymentEvent =
  /** A call is about to be made: stored before it is. */
  | {
      readonly type: 'call_started';
      readonly operation: PaymentOperation;
      readonly attempt: number;
      readonly refund: { readonly id: string; readonly amount: number } | null;
    }
  | { readonly type: 'call_answered'; readonly attempt: number }
  /** `isKeySpent`: the provider answered with a fault, and would repeat it for this key. */
  | { readonly type: 'call_unanswered'; readonly attempt: number; readonly isKeySpent: boolean }
  /** The provider was asked: what it does not know of the last call was not done. */
  | { readonly type: 'call_looked_up' }
  | { readonly type: 'observed'; readonly reference: string; readonly observation: Observation }
  /** Before the provider made anything of it that has a reference. */
  | { readonly type: 'declined'; readonly reason: DeclineReason }
  | { readonly type: 'capture_failed'; readonly reason: string }
  | { readonly type: 'refund_failed'; readonly refundId: string }
  | { readonly type: 'cancelled' };

export function evolvePayment(payment: Payment, event: PaymentEvent): Payment {
  switch (event.type) {
    case 'call_started': {
      const { operation, attempt, refund } = event;
      const lastCall = { operation, refundId: refund?.id ?? null, state: 'RUNNING' } as const;
      const asked: Payment = { ...payment, attempt, lastCall };
      if (refund === null) return asked;
      return withRefund(asked, refund.id, { reference: null, amount: refund.amount, status: 'PENDING' });
    }
    case 'call_answered':
      return event.attempt === payment.attempt ? withCallState(payment, 'OVER') : payment;
    case 'call_unanswered': {
      const isLast = event.attempt === payment.attempt && payment.lastCall?.state === 'RUNNING';
      return isLast ? withCallState(payment, event.isKeySpent ? 'ERROR' : 'UNANSWERED') : payment;
    }
    case 'call_looked_up': {
      const isKeyUsable = payment.lastCall?.state !== 'ERROR' && isCallOpen(payment);
      return withCallState(payment, isKeyUsable ? 'NOT_DONE' : 'OVER');
    }
    case 'observed': {
      const { reference, observation } = event;
      const isStray = payment.reference !== null && payment.reference !== reference;
      if (isStray) return withStray(payment, reference, observation);
      return observe({ ...payment, reference }, observation);
    }
    case 'declined':
      return { ...payment, declineReason: payment.declineReason ?? event.reason };
    case 'capture_failed':
      return { ...payment, captureFailure: payment.captureFailure ?? event.reason };
    case 'refund_failed': {
      const refund = payment.refunds.get(event.refundId);
      return refund ? withRefund(payment, event.refundId, { ...refund, status: 'FAILED' }) : payment;
    }
    case 'cancelled':
      return { ...payment, isCancelled: true };
  }
}

function withCallState(payment: Payment, state: CallState): Payment {
  return payment.lastCall ? { ...payment, lastCall: { ...payment.lastCall, state } } : payment;
}

function observe(payment: Payment, seen: Observation): Payment {
  switch (seen.type) {
    case 'action_required':
      return { ...payment, action: payment.action ?? { url: seen.url, clientSecret: seen.clientSecret } };
    case 'authorised':
      return {
        ...payment,
        authorised: Math.max(payment.authorised, seen.amount),
        authorisedUntil: payment.authorisedUntil ?? seen.expiresAt,
      };
    case 'declined':
      return { ...payment, declineReason: payment.declineReason ?? seen.reason };
    case 'captured':
      return { ...payment, captured: Math.max(payment.captured, seen.amount) };
    case 'voided':
      return { ...payment, isVoided: true };
    case 'refund': {
      const { reference, amount, status } = seen;
      // Nobody refunds what was not captured: so much was, although its own event may still be on its way.
      const paid: Payment = { ...payment, captured: Math.max(payment.captured, amount) };
      return withRefund(paid, refundIdOf(paid, seen.refundId, reference), { reference, amount, status });
    }
  }
}

/** Ours. A second refund under the same id, and one that was made by hand, have none: they go by their reference. */
function refundIdOf({ refunds }: Payment, id: string | null, reference: string): string {
  if (id === null) return reference;
  const known = refunds.get(id)?.reference ?? null;
  return known === null || known === reference ? id : reference;
}

/** A refund may succeed and fail later, never the other way round. */
const RANK: Readonly<Record<RefundStatus, number>> = { PENDING: 0, SUCCEEDED: 1, FAILED: 2 };

function withRefund(payment: Payment, id: string, seen: PaymentRefund): Payment {
  const known = payment.refunds.get(id);
  const merged: PaymentRefund = known
    ? {
        reference: known.reference ?? seen.reference,
        amount: known.amount,
        status: RANK[seen.status] > RANK[known.status] ? seen.status : known.status,
      }
    : seen;
  return { ...payment, refunds: new Map(payment.refunds).set(id, merged) };
}

const UNSEEN: Stray = { captured: 0, refunded: 0, isVoided: false };

function withStray(payment: Payment, reference: string, seen: Observation): Payment {
  const known = payment.strays.get(reference) ?? UNSEEN;
  return { ...payment, strays: new Map(payment.strays).set(reference, observeStray(known, seen)) };
}

/** Only what decides whether something is left to give back. */
function observeStray(stray: Stray, seen: Observation): Stray {
  switch (seen.type) {
    case 'captured':
      return { ...stray, captured: Math.max(stray.captured, seen.amount) };
    case 'voided':
      return { ...stray, isVoided: true };
    case 'refund': {
      // A stray is refunded whole and at once.
      const captured = Math.max(stray.captured, seen.amount);
      const refunded = seen.status === 'FAILED' ? stray.refunded : Math.max(stray.refunded, seen.amount);
      return { ...stray, captured, refunded };
    }
    default:
      return stray;
  }
}
