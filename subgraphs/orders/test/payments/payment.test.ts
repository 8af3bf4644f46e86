import { describe, expect, it } from 'vitest';
import { decidePayment, type PaymentCommand } from '../../src/payments/decide-payment.ts';
import { evolvePayment } from '../../src/payments/evolve-payment.ts';
import {
  canStillSucceed,
  followUpsOf,
  isUnknown,
  refundableOf,
  statusOf,
  type Payment,
} from '../../src/payments/payment.ts';
import type { Observation, Outcome, PaymentReport } from '../../src/payments/provider/provider.ts';
import {
  action,
  AMOUNT,
  authorised,
  captured,
  declined,
  fresh,
  REF,
  refunded,
  reportOf,
  voided,
} from './payment-facts.ts';

const report = (...observations: Observation[]): PaymentReport => reportOf(REF, ...observations);

/** Given these commands, all of them allowed, the payment is in this state. */
function given(...commands: PaymentCommand[]): Payment {
  return commands.reduce((payment, command) => {
    const decision = decidePayment(payment, command);
    if (decision.kind === 'refused') throw new Error(`${command.type} is refused: ${decision.reason}`);
    return decision.events.reduce(evolvePayment, payment);
  }, fresh);
}
const when = (payment: Payment, command: PaymentCommand) => decidePayment(payment, command);
const authorise = { type: 'authorise' } as const;
const capture = { type: 'capture' } as const;
const cancel = { type: 'cancel' } as const;
const answer = (operation: 'authorise' | 'capture' | 'void' | 'refund', attempt: number, outcome: Outcome) =>
  ({ type: 'record_outcome', operation, attempt, outcome }) as const;
const done = (...seen: Observation[]): Outcome => ({ kind: 'done', report: report(...seen) });
const observe = (...seen: Observation[]) => ({ type: 'observe', report: report(...seen) }) as const;
const timeout: Outcome = { kind: 'unknown', reason: 'timeout' };

const AUTHORISED = [authorise, answer('authorise', 1, done(authorised))];
const CAPTURED = [...AUTHORISED, capture, answer('capture', 2, done(authorised, captured))];

describe('a payment', () => {
  it.each<[string, PaymentCommand[]]>([
    ['PENDING', []],
    ['PENDING', [authorise]],
    ['AUTHORISED', AUTHORISED],
    ['CAPTURED', CAPTURED],
    [
      'FAILED',
      [authorise, answer('authorise', 1, { kind: 'declined', reason: 'card_declined', report: report(declined) })],
    ],
    ['FAILED', [authorise, answer('authorise', 1, { kind: 'declined', reason: 'expired_card', report: null })]],
    ['ACTION_REQUIRED', [authorise, observe(action)]],
    ['AUTHORISED', [authorise, observe(action), observe(authorised)]],
    ['AUTHORISED', [authorise, observe(action), observe(declined), observe(authorised)]],
    ['UNKNOWN', [authorise, answer('authorise', 1, timeout)]],
    ['UNKNOWN', [...AUTHORISED, capture, answer('capture', 2, timeout)]],
    ['CAPTURED', [...AUTHORISED, capture, answer('capture', 2, timeout), observe(captured)]],
    [
      'AUTHORISED',
      [
        ...AUTHORISED,
        capture,
        { type: 'record_lost_call' },
        { type: 'record_find', outcome: { kind: 'found', reports: [report(authorised)] } },
      ],
    ],
    ['PENDING', [authorise, answer('authorise', 1, timeout), { type: 'record_find', outcome: { kind: 'nothing' } }]],
    ['UNKNOWN', [authorise, answer('authorise', 1, timeout), { type: 'record_find', outcome: timeout }]],
    ['VOIDED', [...AUTHORISED, { type: 'void' }, answer('void', 2, done(voided))]],
    ['VOIDED', [cancel]],
    [
      'FAILED',
      [...AUTHORISED, capture, answer('capture', 2, { kind: 'declined', reason: 'card_declined', report: null })],
    ],
    [
      'VOIDED',
      [...AUTHORISED, capture, answer('capture', 2, { kind: 'refused', reason: 'lapsed', report: report(voided) })],
    ],
    ['CAPTURED', [...CAPTURED, observe(refunded('a', 100))]],
    ['REFUNDED', [...CAPTURED, observe(refunded('a', AMOUNT))]],
    ['CAPTURED', [...CAPTURED, observe(refunded('a', AMOUNT, 'PENDING'))]],
    ['CAPTURED', [...CAPTURED, observe(refunded('a', AMOUNT)), observe(refunded('a', AMOUNT, 'FAILED'))]],
  ])('is %s', (status, commands) => {
    expect(statusOf(given(...commands))).toBe(status);
  });

  it.each<[string, PaymentCommand[], PaymentCommand]>([
    ['outcome_unknown', [authorise], authorise],
    ['outcome_unknown', [authorise, answer('authorise', 1, timeout)], authorise],
    ['outcome_unknown', [...AUTHORISED, capture, answer('capture', 2, timeout)], capture],
    ['outcome_unknown', [...AUTHORISED, capture, answer('capture', 2, timeout)], { type: 'void' }],
    ['already_done', AUTHORISED, authorise],
    ['already_done', [authorise, observe(declined)], authorise],
    ['already_done', CAPTURED, capture],
    ['already_done', [], { type: 'void' }],
    ['not_authorised', [], capture],
    ['not_authorised', [...AUTHORISED, observe(voided)], capture],
    ['cancelled', [cancel], authorise],
    ['cancelled', [...AUTHORISED, cancel], capture],
    ['captured', CAPTURED, { type: 'void' }],
    ['refund_too_large', CAPTURED, { type: 'refund', refundId: 'a', amount: AMOUNT + 1 }],
    ['refund_too_large', CAPTURED, { type: 'refund', refundId: 'a', amount: 0 }],
    ['refund_too_large', AUTHORISED, { type: 'refund', refundId: 'a', amount: 1 }],
    [
      'refund_too_large',
      [...CAPTURED, observe(refunded('a', 2_000, 'PENDING'))],
      { type: 'refund', refundId: 'b', amount: 500 },
    ],
    ['already_done', [...CAPTURED, observe(refunded('a', 100))], { type: 'refund', refundId: 'a', amount: 100 }],
    ['currency_mismatch', [], { type: 'observe', report: { ...report(authorised), currency: 'USD' } }],
    ['amount_mismatch', [], observe({ type: 'authorised', amount: 1, expiresAt: null })],
    ['amount_mismatch', [], observe({ type: 'captured', amount: AMOUNT + 1 })],
  ])('refuses: %s', (reason, commands, command) => {
    expect(when(given(...commands), command)).toEqual({ kind: 'refused', reason });
  });

  const lookedUp = { type: 'record_find', outcome: { kind: 'nothing' } } as const;

  it('repeats a call that timed out with its attempt, once the provider knows nothing of it', () => {
    const asked = given(authorise, answer('authorise', 1, timeout), lookedUp);
    expect(when(asked, authorise)).toMatchObject({ events: [{ type: 'call_started', attempt: 1 }] });
  });

  it('takes a new attempt after a fault that the provider stores under its key', () => {
    const fault: Outcome = { kind: 'unknown', reason: 'provider_error' };
    const asked = given(authorise, answer('authorise', 1, fault), lookedUp);
    expect(when(asked, authorise)).toMatchObject({ events: [{ type: 'call_started', attempt: 2 }] });
  });

  it('the answer of a stale owner ends no newer call', () => {
    const captures = given(...AUTHORISED, capture, answer('authorise', 1, timeout));
    expect(captures.lastCall).toEqual({ operation: 'capture', refundId: null, state: 'RUNNING' });
    expect(isUnknown(captures)).toBe(false);
  });
});

describe('what is left to do', () => {
  const refs = (payment: Payment) => followUpsOf(payment);

  it('nothing, for a payment that is wanted', () => {
    expect(refs(given(...AUTHORISED))).toEqual([]);
    expect(refs(given(...CAPTURED))).toEqual([]);
  });

  it('a payment that succeeds after it was cancelled is voided', () => {
    const late = given(authorise, answer('authorise', 1, timeout), cancel, observe(authorised), {
      type: 'record_find',
      outcome: { kind: 'nothing' },
    });
    expect(refs(late)).toEqual([{ type: 'void', reference: REF }]);
    expect(canStillSucceed(late)).toBe(true);
    expect(canStillSucceed(evolvePayment(late, { type: 'observed', reference: REF, observation: voided }))).toBe(false);
  });

  it('a capture that comes after it is refunded, as far as it was not yet', () => {
    const late = given(...CAPTURED, observe(refunded('a', 489)), cancel);
    expect(refs(late)).toEqual([{ type: 'refund', reference: REF, amount: 2_000, refundId: null }]);
  });

  it('one that waits for the customer is voided, so that it can no longer succeed', () => {
    const waiting = given(
      authorise,
      answer('authorise', 1, { kind: 'action_required', report: report(action), url: null, clientSecret: null }),
      cancel,
    );
    expect(canStillSucceed(waiting)).toBe(true);
    expect(refs(waiting)).toEqual([{ type: 'void', reference: REF }]);
  });

  it('while a call is open, its outcome comes first', () => {
    expect(refs(given(...AUTHORISED, capture, cancel))).toEqual([]);
    expect(canStillSucceed(given(authorise, cancel))).toBe(true);
  });

  it('what could not be captured is voided', () => {
    const failed = given(
      ...AUTHORISED,
      capture,
      answer('capture', 2, { kind: 'refused', reason: 'lapsed', report: null }),
    );
    expect(refs(failed)).toEqual([{ type: 'void', reference: REF }]);
  });

  it('a second payment for the same id is voided, or refunded where it was captured', () => {
    const both = given(...AUTHORISED, { type: 'observe', report: reportOf('ref-2', authorised) });
    expect(refs(both)).toEqual([{ type: 'void', reference: 'ref-2' }]);
    expect(statusOf(both)).toBe('AUTHORISED');
    const paid = { type: 'observed', reference: 'ref-2', observation: captured } as const;
    expect(refs(evolvePayment(both, paid))).toEqual([
      { type: 'refund', reference: 'ref-2', amount: AMOUNT, refundId: null },
    ]);
    const over = given(...AUTHORISED, { type: 'observe', report: reportOf('ref-2', authorised, voided) });
    expect(refs(over)).toEqual([]);
  });

  it('a refund that did not get there is asked for again, under its id', () => {
    const lost = given(...CAPTURED, { type: 'refund', refundId: 'a', amount: 100 }, answer('refund', 3, timeout), {
      type: 'record_find',
      outcome: { kind: 'found', reports: [report(captured)] },
    });
    expect(refs(lost)).toEqual([{ type: 'refund', reference: REF, amount: 100, refundId: 'a' }]);
    expect(when(lost, { type: 'refund', refundId: 'a', amount: 100 })).toMatchObject({
      events: [{ attempt: 3, refund: { id: 'a', amount: 100 } }],
    });
  });

  it('a refund that the provider refuses has failed', () => {
    const failed = given(
      ...CAPTURED,
      { type: 'refund', refundId: 'a', amount: 100 },
      answer('refund', 3, { kind: 'refused', reason: 'x', report: null }),
    );
    expect(failed.refunds.get('a')?.status).toBe('FAILED');
    expect(refundableOf(failed)).toBe(AMOUNT);
  });
});
