import type { DeclineReason, ProviderName, RefundStatus } from './provider/provider.ts';

export const PAYMENT_STATUSES = [
  'PENDING',
  'ACTION_REQUIRED',
  'AUTHORISED',
  'CAPTURED',
  'FAILED',
  'VOIDED',
  'REFUNDED',
  'UNKNOWN',
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

export const PAYMENT_OPERATIONS = ['authorise', 'capture', 'void', 'refund'] as const;
export type PaymentOperation = (typeof PAYMENT_OPERATIONS)[number];

export interface Action {
  readonly url: string | null;
  readonly clientSecret: string | null;
}

export interface PaymentRefund {
  /** null until the provider named one. */
  readonly reference: string | null;
  readonly amount: number;
  readonly status: RefundStatus;
}

export const CALL_STATES = ['RUNNING', 'UNANSWERED', 'ERROR', 'NOT_DONE', 'OVER'] as const;
/**
 * RUNNING: nobody has said yet what became of it. UNANSWERED: it ended without an answer, or its process did. ERROR: the
 * provider answered with a fault, which it repeats for the same key. NOT_DONE: it was unanswered, and the provider knows
 * nothing of it: it may be made again with the same key. OVER: what became of it is known.
 */
export type CallState = (typeof CALL_STATES)[number];

/** The last call of the provider. */
export interface ProviderCallState {
  readonly operation: PaymentOperation;
  readonly refundId: string | null;
  readonly state: CallState;
}

/** A second payment at the provider for the same id: an attempt that succeeded after everybody had given it up. */
export interface Stray {
  readonly captured: number;
  readonly refunded: number;
  readonly isVoided: boolean;
}

/**
 * What is known of a payment. What the provider says only ever adds to it (amounts by their maximum, flags by "or", refunds
 * by id), so that its events may come in any order and any number of times.
 */
export interface Payment {
  readonly id: string;
  readonly orderId: string;
  readonly provider: ProviderName;
  readonly amount: number;
  readonly currency: string;
  /** The provider's; null until it named one. */
  readonly reference: string | null;
  /** Numbers the calls, stored before each of them and part of its idempotency key. A call that is repeated keeps its number. */
  readonly attempt: number;
  readonly lastCall: ProviderCallState | null;
  readonly action: Action | null;
  readonly authorised: number;
  readonly authorisedUntil: Date | null;
  readonly captured: number;
  readonly isVoided: boolean;
  readonly declineReason: DeclineReason | null;
  /** Why an authorised payment could not be captured. It is voided then. */
  readonly captureFailure: string | null;
  readonly refunds: ReadonlyMap<string, PaymentRefund>;
  /** Given up by the shop. Final: money that still comes goes back. */
  readonly isCancelled: boolean;
  readonly strays: ReadonlyMap<string, Stray>;
}

/** A payment as it is shown with its order. */
export interface PaymentSummary {
  id: string;
  orderId: string;
  provider: string;
  providerReference: string | null;
  currency: string;
  amount: number;
  captured: number;
  refunded: number;
  status: PaymentStatus;
  createdAt: Date;
}

export function newPayment(o: Pick<Payment, 'id' | 'orderId' | 'provider' | 'amount' | 'currency'>): Payment {
  return {
    ...o,
    reference: null,
    attempt: 0,
    lastCall: null,
    action: null,
    authorised: 0,
    authorisedUntil: null,
    captured: 0,
    isVoided: false,
    declineReason: null,
    captureFailure: null,
    refunds: new Map(),
    isCancelled: false,
    strays: new Map(),
  };
}

export function statusOf(payment: Payment): PaymentStatus {
  if (isUnknown(payment)) return 'UNKNOWN';
  if (payment.captured > 0) return refundedOf(payment) === payment.captured ? 'REFUNDED' : 'CAPTURED';
  if (payment.isVoided) return 'VOIDED';
  if (payment.captureFailure !== null) return 'FAILED';
  if (payment.authorised > 0) return 'AUTHORISED';
  if (payment.declineReason !== null) return 'FAILED';
  if (payment.action !== null) return 'ACTION_REQUIRED';
  return canStillSucceed(payment) ? 'PENDING' : 'VOIDED';
}

/** Paid back so far. The provider may say of more than was captured that it succeeded, and later that some of it failed. */
export function refundedOf({ refunds, captured }: Payment): number {
  return Math.min(captured, sumOf(refunds, 'SUCCEEDED'));
}

/** What may still be paid back: refunds that are under way count as paid. */
export function refundableOf({ refunds, captured }: Payment): number {
  return Math.max(0, captured - sumOf(refunds, 'SUCCEEDED', 'PENDING'));
}

/** Whether the last call ended without an answer, and nothing that came since tells what became of it. */
export function isUnknown(payment: Payment): boolean {
  return isCallOpen(payment) && payment.lastCall?.state !== 'RUNNING';
}

/** Whether the outcome of the last call is still unknown. */
export function isCallOpen(payment: Payment): boolean {
  const { lastCall } = payment;
  if (lastCall === null || lastCall.state === 'OVER' || lastCall.state === 'NOT_DONE') return false;
  return !isAnswered(payment, lastCall);
}

/** Whether what the provider said tells what became of the call. */
function isAnswered(payment: Payment, { operation, refundId }: ProviderCallState): boolean {
  const isOver = payment.captured > 0 || payment.isVoided;
  switch (operation) {
    case 'authorise':
      return isOver || payment.authorised > 0 || payment.declineReason !== null || payment.action !== null;
    case 'capture':
    case 'void':
      return isOver;
    case 'refund': {
      const refund = payment.refunds.get(refundId ?? '');
      return refund !== undefined && (refund.reference !== null || refund.status === 'FAILED');
    }
  }
}

/** Whether money can still move: stock and promotion of a cancelled order are freed when it no longer can. */
export function canStillSucceed(payment: Payment): boolean {
  if (payment.captured > 0) return refundedOf(payment) < payment.captured;
  if (payment.isVoided) return false;
  return payment.reference !== null || isCallOpen(payment) || !payment.isCancelled;
}

export type FollowUp =
  | { readonly type: 'void'; readonly reference: string }
  | {
      readonly type: 'refund';
      readonly reference: string;
      readonly amount: number;
      /** null: one that has yet to be asked for. */
      readonly refundId: string | null;
    };

/**
 * What is to be done at the provider for payments that were given up, for strays, and for refunds that were asked for but
 * did not get there. Nothing while a call is open: what became of it comes first.
 */
export function followUpsOf(payment: Payment): FollowUp[] {
  const { reference } = payment;
  const due: FollowUp[] = [];
  if (reference !== null && !isCallOpen(payment)) {
    for (const [refundId, refund] of payment.refunds) {
      if (refund.reference !== null || refund.status !== 'PENDING') continue;
      due.push({ type: 'refund', reference, amount: refund.amount, refundId });
    }
    if (payment.isCancelled || payment.captureFailure !== null) {
      const amount = refundableOf(payment);
      if (amount > 0) due.push({ type: 'refund', reference, amount, refundId: null });
      else if (payment.captured === 0 && !payment.isVoided) due.push({ type: 'void', reference });
    }
  }
  for (const [stray, { captured, refunded, isVoided }] of payment.strays) {
    const amount = captured - refunded;
    if (amount > 0) due.push({ type: 'refund', reference: stray, amount, refundId: null });
    else if (captured === 0 && !isVoided) due.push({ type: 'void', reference: stray });
  }
  return due;
}

function sumOf(refunds: Payment['refunds'], ...statuses: readonly RefundStatus[]): number {
  let sum = 0;
  for (const { amount, status } of refunds.values()) if (statuses.includes(status)) sum += amount;
  return sum;
}
