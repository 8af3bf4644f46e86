import { isCallOpen, refundableOf, type Payment, type PaymentOperation } from './payment.ts';
import type { PaymentEvent } from './evolve-payment.ts';
import type { FindOutcome, Outcome, PaymentReport } from './provider/provider.ts';

export type PaymentCommand =
  | { readonly type: 'authorise' }
  | { readonly type: 'capture' }
  | { readonly type: 'void' }
  | { readonly type: 'refund'; readonly refundId: string; readonly amount: number }
  /** What became of the call that was started with this attempt. */
  | {
      readonly type: 'record_outcome';
      readonly operation: PaymentOperation;
      readonly attempt: number;
      readonly outcome: Outcome;
    }
  /** The process that made the open call is gone. */
  | { readonly type: 'record_lost_call' }
  | { readonly type: 'record_find'; readonly outcome: FindOutcome }
  /** The provider said something by itself. */
  | { readonly type: 'observe'; readonly report: PaymentReport }
  | { readonly type: 'cancel' };

export type PaymentRefusal =
  /** Ask the provider what became of the last call first. */
  | 'outcome_unknown'
  | 'cancelled'
  /** Nothing is left to be done. */
  | 'already_done'
  | 'not_authorised'
  | 'captured'
  | 'refund_too_large'
  | 'currency_mismatch'
  | 'amount_mismatch';

export type Decision =
  | { readonly kind: 'events'; readonly events: readonly PaymentEvent[] }
  | { readonly kind: 'refused'; readonly reason: PaymentRefusal };

/** Which command is allowed in which state, and what it makes true. */
export function decidePayment(payment: Payment, command: PaymentCommand): Decision {
  switch (command.type) {
    case 'authorise':
      return authorise(payment);
    case 'capture':
      return capture(payment);
    case 'void':
      return giveUp(payment);
    case 'refund':
      return refund(payment, command);
    case 'record_outcome':
      return record(payment, command);
    case 'record_lost_call':
      return events({ type: 'call_unanswered', attempt: payment.attempt, isKeySpent: false });
    case 'record_find':
      return recordFind(payment, command.outcome);
    case 'observe':
      return observe(payment, command.report);
    case 'cancel':
      return payment.isCancelled ? events() : events({ type: 'cancelled' });
  }
}

function authorise(payment: Payment): Decision {
  if (payment.isCancelled) return refused('cancelled');
  if (isCallOpen(payment)) return refused('outcome_unknown');
  const { authorised, captured, isVoided, declineReason, action } = payment;
  const isDone = authorised > 0 || captured > 0 || isVoided || declineReason !== null || action !== null;
  return isDone ? refused('already_done') : start(payment, 'authorise');
}

function capture(payment: Payment): Decision {
  if (payment.isCancelled) return refused('cancelled');
  if (payment.captured > 0) return refused('already_done');
  if (isCallOpen(payment)) return refused('outcome_unknown');
  const isOpenToCapture = payment.authorised > 0 && !payment.isVoided && payment.captureFailure === null;
  return isOpenToCapture ? start(payment, 'capture') : refused('not_authorised');
}

function giveUp(payment: Payment): Decision {
  if (payment.isVoided) return refused('already_done');
  if (payment.captured > 0) return refused('captured');
  if (isCallOpen(payment)) return refused('outcome_unknown');
  return payment.reference === null ? refused('already_done') : start(payment, 'void');
}

function refund(payment: Payment, { refundId, amount }: { refundId: string; amount: number }): Decision {
  const known = payment.refunds.get(refundId);
  if (known && (known.reference !== null || known.status === 'FAILED')) return refused('already_done');
  if (isCallOpen(payment)) return refused('outcome_unknown');
  // Asked for before: its own amount is no longer part of what is left.
  const isTooLarge = !known && (amount <= 0 || amount > refundableOf(payment));
  if (isTooLarge) return refused('refund_too_large');
  return start(payment, 'refund', { id: refundId, amount: known?.amount ?? amount });
}

function record(
  payment: Payment,
  { operation, attempt, outcome }: { operation: PaymentOperation; attempt: number; outcome: Outcome },
): Decision {
  if (outcome.kind === 'unknown') {
    return events({ type: 'call_unanswered', attempt, isKeySpent: outcome.reason === 'provider_error' });
  }
  const seen = outcome.report ? observe(payment, outcome.report) : events();
  if (seen.kind === 'refused') return seen;
  const more: PaymentEvent[] = [];
  if (outcome.kind === 'declined' || outcome.kind === 'refused') {
    const refundId = payment.lastCall?.refundId ?? null;
    if (operation === 'capture' && !shows(outcome.report, 'captured', 'voided')) {
      more.push({ type: 'capture_failed', reason: outcome.reason });
    }
    if (operation === 'refund' && refundId !== null && attempt === payment.attempt) {
      more.push({ type: 'refund_failed', refundId });
    }
    if (operation === 'authorise' && outcome.report === null) {
      more.push({ type: 'declined', reason: outcome.kind === 'declined' ? outcome.reason : 'card_declined' });
    }
  }
  return events(...seen.events, ...more, { type: 'call_answered', attempt });
}

function recordFind(payment: Payment, outcome: FindOutcome): Decision {
  if (outcome.kind === 'unknown') return events();
  if (outcome.kind === 'nothing') return events({ type: 'call_looked_up' });
  const seen: PaymentEvent[] = [];
  for (const report of outcome.reports) {
    const decision = observe(payment, report);
    if (decision.kind === 'refused') return decision;
    seen.push(...decision.events);
  }
  return events(...seen, { type: 'call_looked_up' });
}

function observe(payment: Payment, { reference, currency, observations }: PaymentReport): Decision {
  if (currency !== payment.currency) return refused('currency_mismatch');
  for (const seen of observations) {
    const isWrong =
      (seen.type === 'authorised' && seen.amount !== payment.amount) ||
      (seen.type === 'captured' && seen.amount > payment.amount) ||
      (seen.type === 'refund' && seen.amount > payment.amount);
    if (isWrong) return refused('amount_mismatch');
  }
  return events(...observations.map((observation): PaymentEvent => ({ type: 'observed', reference, observation })));
}

/**
 * A call that the provider knows nothing of keeps its attempt number, and with it the idempotency key: should the first one
 * arrive late, it is the same call. After a fault that the provider stored under that key the number is a new one.
 */
function start(
  { attempt, lastCall }: Payment,
  operation: PaymentOperation,
  refund: { id: string; amount: number } | null = null,
): Decision {
  const isSame = lastCall?.operation === operation && lastCall.refundId === (refund?.id ?? null);
  const isRepeated = isSame && lastCall.state === 'NOT_DONE';
  return events({ type: 'call_started', operation, attempt: isRepeated ? attempt : attempt + 1, refund });
}

function shows(report: PaymentReport | null, ...types: readonly string[]): boolean {
  return report?.observations.some(({ type }) => types.includes(type)) ?? false;
}

function events(...all: readonly PaymentEvent[]): Extract<Decision, { kind: 'events' }> {
  return { kind: 'events', events: all };
}

function refused(reason: PaymentRefusal): Decision {
  return { kind: 'refused', reason };
}
