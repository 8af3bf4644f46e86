import { newId } from '@quartet/service-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decidePayment, type PaymentCommand } from '../../src/payments/decide-payment.ts';
import { evolvePayment, type PaymentEvent } from '../../src/payments/evolve-payment.ts';
import { canStillSucceed, followUpsOf, refundedOf, statusOf, type Payment } from '../../src/payments/payment.ts';
import type { Observation } from '../../src/payments/provider/provider.ts';
import { type Fate, ModelProvider } from './model-provider.ts';
import { action, AMOUNT, authorised, captured, declined, fresh, REF, refunded } from './payment-facts.ts';

describe('whatever happens', () => {
  // What a provider may say of one payment that was authorised, captured and refunded in parts.
  const facts: Observation[] = [
    action,
    declined,
    authorised,
    captured,
    refunded('a', 1_000, 'PENDING'),
    refunded('a', 1_000),
    refunded('b', 1_489, 'PENDING'),
    refunded('b', 1_489),
    refunded('c', 400),
    refunded('c', 400, 'FAILED'),
  ];
  const seen = (observations: readonly Observation[]) =>
    observations.map((observation): PaymentEvent => ({ type: 'observed', reference: REF, observation }));
  const comparable = ({ refunds, ...rest }: Payment) => ({ ...rest, refunds: [...refunds].toSorted() });

  it('webhooks in any order, any number of times, end in the same state', () => {
    const some = fc.subarray(facts, { minLength: 1 });
    const orders = some.chain((chosen) =>
      fc.tuple(fc.constant(chosen), fc.shuffledSubarray([...chosen, ...chosen], { minLength: 2 * chosen.length })),
    );
    fc.assert(
      fc.property(orders, ([chosen, shuffled]) => {
        const inOrder = seen(chosen).reduce(evolvePayment, fresh);
        const mixed = seen(shuffled).reduce(evolvePayment, fresh);
        expect(comparable(mixed)).toEqual(comparable(inOrder));
        expect(statusOf(mixed)).toBe(statusOf(inOrder));
      }),
    );
  });

  it('at every point no more is refunded than was captured, and no more captured than the amount', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...facts, ...facts]), (shuffled) => {
        let payment = fresh;
        for (const event of seen(shuffled)) {
          payment = evolvePayment(payment, event);
          expect(refundedOf(payment)).toBeLessThanOrEqual(payment.captured);
          expect(payment.captured).toBeLessThanOrEqual(AMOUNT);
        }
      }),
    );
  });

  type Step = 'authorise' | 'capture' | 'void' | 'refund' | 'cancel' | 'ask' | 'crash';

  it('against a provider that loses calls and answers: captured at most once, and a cancelled payment keeps no money', () => {
    const step = fc.constantFrom<Step>('authorise', 'capture', 'void', 'refund', 'cancel', 'ask', 'crash');
    const fate = fc.constantFrom<Fate>(
      'answered',
      'lost',
      'late',
      'never arrived',
      'declined',
      'fault',
      'fault, done late',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fate, fc.integer({ min: 1, max: AMOUNT })), { maxLength: 30 }), (steps) => {
        const provider = new ModelProvider();
        let payment = fresh;
        const run = (command: PaymentCommand): boolean => {
          const decision = decidePayment(payment, command);
          if (decision.kind === 'refused') return false;
          payment = decision.events.reduce(evolvePayment, payment);
          return true;
        };
        const call = (
          command: Extract<PaymentCommand, { type: 'authorise' | 'capture' | 'void' | 'refund' }>,
          how: Fate,
        ) => {
          if (!run(command)) return;
          const outcome = provider.call(payment, command, how);
          run({ type: 'record_outcome', operation: command.type, attempt: payment.attempt, outcome });
        };
        for (const [name, how, amount] of steps) {
          if (name === 'refund') call({ type: 'refund', refundId: newId(), amount }, how);
          else if (name === 'ask') run({ type: 'record_find', outcome: provider.find() });
          else if (name === 'crash') run({ type: 'record_lost_call' });
          else if (name === 'cancel') run({ type: 'cancel' });
          else call({ type: name }, how);
          expect(provider.captures).toBeLessThanOrEqual(1);
          expect(provider.refunded()).toBeLessThanOrEqual(provider.captured());
        }
        // A worker that asks and follows up until nothing is left.
        run({ type: 'cancel' });
        for (let round = 0; round < 20; round++) {
          run({ type: 'record_lost_call' });
          run({ type: 'record_find', outcome: provider.find() });
          for (const due of followUpsOf(payment)) {
            if (due.reference !== payment.reference)
              run({ type: 'observe', report: provider.settleStray(due.reference) });
            else if (due.type === 'void') call({ type: 'void' }, 'answered');
            else call({ type: 'refund', refundId: due.refundId ?? newId(), amount: due.amount }, 'answered');
          }
        }
        expect(followUpsOf(payment)).toEqual([]);
        expect(canStillSucceed(payment)).toBe(false);
        expect(provider.kept()).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
