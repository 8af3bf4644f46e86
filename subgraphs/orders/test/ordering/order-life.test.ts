import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CANCEL_REASONS,
  decideOrder,
  evolveOrder,
  type OrderCommand,
  type OrderFact,
  type OrderState,
} from '../../src/ordering/order-life.ts';

const parts = {
  lines: [
    { sku: 'A', amount: 300 },
    { sku: 'B', amount: 500 },
  ],
  shipping: 200,
};
const reference = 'ref';
const PLACED = { type: 'order.placed', total: 1000, currency: 'EUR', parts } as const satisfies OrderFact;
const ASKED: OrderFact = { type: 'payment.action_required', paymentId: 'p', reference };
const CONFIRMED: OrderFact = { type: 'order.confirmed', reference };
const whole = { paymentId: 'p', amount: 1000, currency: 'EUR', ...parts };
const CAPTURED: OrderFact = { type: 'payment.captured', reference, ...whole };
const REFUNDED: OrderFact = { type: 'payment.refunded', refundId: 'r', ...whole };
const CANCELLED: OrderFact = { type: 'order.cancelled', reason: 'payment_declined', payment: null };
const FAILED: OrderFact = { type: 'payment.failed', paymentId: 'p', reason: 'card_declined' };

const stateAfter = (facts: readonly OrderFact[]): OrderState | null => facts.reduce(evolveOrder, null);
const given = (...facts: OrderFact[]) => ({
  when: (command: OrderCommand) => ({
    then: (...expected: OrderFact[]) =>
      expect(decideOrder(stateAfter(facts), command)).toEqual({ kind: 'facts', facts: expected }),
    refused: (reason: string) => expect(decideOrder(stateAfter(facts), command)).toEqual({ kind: 'refused', reason }),
  }),
});

const place: OrderCommand = { type: 'place', total: 1000, currency: 'EUR', parts };
const ask: OrderCommand = { type: 'record_action', paymentId: 'p', reference };
const confirm = { type: 'confirm', authorised: 1000, reference } as const satisfies OrderCommand;
const capture: OrderCommand = { type: 'record_capture', paymentId: 'p', reference, amount: 1000 };
const refund = { type: 'record_refund', paymentId: 'p', refundId: 'r', amount: 1000 } as const satisfies OrderCommand;
const cancel: OrderCommand = { type: 'cancel', reason: 'payment_declined', payment: null };
const fail: OrderCommand = { type: 'record_payment_failure', paymentId: 'p', reason: 'card_declined' };

describe('an order', () => {
  it('is placed once', () => {
    given().when(place).then(PLACED);
    given(PLACED).when(place).refused('exists');
  });
  it('is confirmed once its whole total is authorised', () => {
    given(PLACED).when(confirm).then(CONFIRMED);
    given(PLACED)
      .when({ ...confirm, authorised: 999 })
      .refused('not_paid');
    given(PLACED, CONFIRMED).when(confirm).refused('already_done');
    given({ ...PLACED, total: 0 })
      .when({ ...confirm, authorised: 0 })
      .then(CONFIRMED);
  });
  it('is captured at most once', () => {
    given(PLACED, CONFIRMED).when(capture).then(CAPTURED);
    given(PLACED, CONFIRMED, CAPTURED).when(capture).refused('already_done');
  });
  it('is cancelled while nothing was captured', () => {
    given(PLACED).when(cancel).then(CANCELLED);
    given(PLACED, CONFIRMED).when(cancel).then(CANCELLED);
    given(PLACED, CONFIRMED, CAPTURED).when(cancel).refused('paid');
    given(PLACED, CANCELLED).when(cancel).refused('already_done');
  });
  it('stays cancelled, whatever the provider still says', () => {
    given(PLACED, CANCELLED).when(confirm).refused('cancelled');
  });
  it('keeps money that came late, and that it went back', () => {
    given(PLACED, CANCELLED).when(capture).then(CAPTURED);
    given(PLACED, CANCELLED, CAPTURED).when(refund).then(REFUNDED);
    given(PLACED, CAPTURED, REFUNDED).when(cancel).then(CANCELLED);
    expect(stateAfter([PLACED, CANCELLED, CAPTURED, REFUNDED])?.status).toBe('CANCELLED');
  });
  it('spreads a part of the money over what it was paid for', () => {
    given(PLACED, CONFIRMED, CAPTURED)
      .when({ ...refund, amount: 500 })
      .then({
        ...REFUNDED,
        amount: 500,
        lines: [
          { sku: 'A', amount: 150 },
          { sku: 'B', amount: 250 },
        ],
        shipping: 100,
      });
    given(PLACED, CONFIRMED).when(refund).refused('already_done');
  });
  it('asks the customer for approval once', () => {
    given(PLACED).when(ask).then(ASKED);
    given(PLACED, ASKED).when(ask).refused('already_done');
  });
  it('keeps what became of its payment', () => {
    given(PLACED).when(fail).then(FAILED);
    given(PLACED, CONFIRMED, CAPTURED).when(fail).refused('paid');
  });
  it('begins with its placing', () => {
    for (const command of [confirm, capture, refund, cancel, fail]) given().when(command).refused('not_placed');
  });
});

it('no sequence of commands captures more than the total, refunds more than that, or leaves CANCELLED', () => {
  const commands = fc.oneof(
    fc.constantFrom<OrderCommand>(place, ask, capture, fail),
    fc.integer({ min: 0, max: 2000 }).map((authorised): OrderCommand => ({ ...confirm, authorised })),
    fc.integer({ min: -1, max: 1500 }).map((amount): OrderCommand => ({ ...refund, amount })),
    fc.constantFrom(...CANCEL_REASONS).map((reason): OrderCommand => ({ type: 'cancel', reason, payment: null })),
  );
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 20 }), (sequence) => {
      let order: OrderState | null = null;
      for (const command of sequence) {
        const decision = decideOrder(order, command);
        const wasCancelled = order?.status === 'CANCELLED';
        if (decision.kind === 'facts') order = decision.facts.reduce(evolveOrder, order);
        expect(order?.captured ?? 0).toBeLessThanOrEqual(order?.total ?? 0);
        if (wasCancelled) expect(order?.status).toBe('CANCELLED');
        expect(order?.refunded ?? 0).toBeLessThanOrEqual(order?.captured ?? 0);
        if (!wasCancelled && order?.status === 'CANCELLED') expect(order.captured).toBe(order.refunded);
        for (const fact of decision.kind === 'facts' ? decision.facts : []) {
          if (fact.type !== 'payment.captured' && fact.type !== 'payment.refunded') continue;
          const shares = fact.lines.reduce((sum, { amount }) => sum + amount, fact.shipping);
          expect(shares).toBe(fact.amount);
        }
      }
    }),
  );
});
