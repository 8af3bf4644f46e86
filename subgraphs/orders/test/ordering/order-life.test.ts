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

const PLACED: OrderFact = { type: 'order.placed', total: 1000, currency: 'EUR' };
const CONFIRMED: OrderFact = { type: 'order.confirmed' };
const CAPTURED: OrderFact = { type: 'payment.captured', paymentId: 'p', amount: 1000, currency: 'EUR' };
const CANCELLED: OrderFact = { type: 'order.cancelled', reason: 'payment_declined' };
const FAILED: OrderFact = { type: 'payment.failed', paymentId: 'p', reason: 'card_declined' };

const stateAfter = (facts: readonly OrderFact[]): OrderState | null => facts.reduce(evolveOrder, null);
const given = (...facts: OrderFact[]) => ({
  when: (command: OrderCommand) => ({
    then: (...expected: OrderFact[]) =>
      expect(decideOrder(stateAfter(facts), command)).toEqual({ kind: 'facts', facts: expected }),
    refused: (reason: string) => expect(decideOrder(stateAfter(facts), command)).toEqual({ kind: 'refused', reason }),
  }),
});

const place: OrderCommand = { type: 'place', total: 1000, currency: 'EUR' };
const confirm: OrderCommand = { type: 'confirm', authorised: 1000 };
const capture: OrderCommand = { type: 'record_capture', paymentId: 'p', amount: 1000 };
const cancel: OrderCommand = { type: 'cancel', reason: 'payment_declined' };
const fail: OrderCommand = { type: 'record_payment_failure', paymentId: 'p', reason: 'card_declined' };

describe('an order', () => {
  it('is placed once', () => {
    given().when(place).then(PLACED);
    given(PLACED).when(place).refused('exists');
  });
  it('is confirmed once its whole total is authorised', () => {
    given(PLACED).when(confirm).then(CONFIRMED);
    given(PLACED).when({ type: 'confirm', authorised: 999 }).refused('not_paid');
    given(PLACED, CONFIRMED).when(confirm).refused('already_done');
    given({ ...PLACED, total: 0 })
      .when({ type: 'confirm', authorised: 0 })
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
    given(PLACED, CANCELLED).when(capture).refused('cancelled');
  });
  it('keeps what became of its payment', () => {
    given(PLACED).when(fail).then(FAILED);
    given(PLACED, CONFIRMED, CAPTURED).when(fail).refused('paid');
  });
  it('begins with its placing', () => {
    for (const command of [confirm, capture, cancel, fail]) given().when(command).refused('not_placed');
  });
});

it('no sequence of commands captures more than the total, or leaves CANCELLED', () => {
  const commands = fc.oneof(
    fc.constantFrom(place, capture, fail),
    fc.record({ type: fc.constant('confirm' as const), authorised: fc.integer({ min: 0, max: 2000 }) }),
    fc.record({ type: fc.constant('cancel' as const), reason: fc.constantFrom(...CANCEL_REASONS) }),
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
        if (order?.status === 'CANCELLED') expect(order.captured).toBe(0);
      }
    }),
  );
});
