import type { PaymentCommand } from '../../src/payments/decide-payment.ts';
import type { Payment } from '../../src/payments/payment.ts';
import type { Observation, Outcome, PaymentReport } from '../../src/payments/provider/provider.ts';
import { authorised, declined, refunded, reportOf, voided } from './payment-facts.ts';

/** What becomes of a call: done but nobody hears of it, or done only after the provider was asked about it. */
export type Fate = 'answered' | 'lost' | 'late' | 'never arrived' | 'declined' | 'fault' | 'fault, done late';

interface Held {
  captured: number;
  isVoided: boolean;
  isDeclined: boolean;
  refunds: Map<string, number>;
}

const TIMEOUT: Outcome = { kind: 'unknown', reason: 'timeout' };
const FAULT: Outcome = { kind: 'unknown', reason: 'provider_error' };

/** A provider as simple as one can be: it does what it may, and sometimes nobody hears of it. */
export class ModelProvider {
  captures = 0;
  readonly #held = new Map<string, Held>();
  readonly #answers = new Map<number, Outcome>();
  readonly #late: (() => void)[] = [];

  call(payment: Payment, command: PaymentCommand, how: Fate): Outcome {
    const stored = this.#answers.get(payment.attempt);
    if (how === 'never arrived') return TIMEOUT;
    if (how === 'late') {
      this.#late.push(() => this.#once(payment, command, how));
      return TIMEOUT;
    }
    if (!stored && (how === 'fault' || how === 'fault, done late')) {
      this.#answers.set(payment.attempt, FAULT);
      if (how !== 'fault') this.#late.push(() => this.#perform(payment, command, how));
      return FAULT;
    }
    const outcome = this.#once(payment, command, how);
    return how === 'lost' ? TIMEOUT : outcome;
  }

  /** The same attempt has the same idempotency key. */
  #once(payment: Payment, command: PaymentCommand, how: Fate): Outcome {
    const outcome = this.#answers.get(payment.attempt) ?? this.#perform(payment, command, how);
    this.#answers.set(payment.attempt, outcome);
    return outcome;
  }

  #perform(payment: Payment, command: PaymentCommand, how: Fate): Outcome {
    if (command.type === 'authorise') {
      const reference = `ref-${this.#held.size + 1}`;
      const isDeclined = how === 'declined';
      this.#held.set(reference, { captured: 0, isVoided: false, isDeclined, refunds: new Map() });
      const made = this.#report(reference);
      return isDeclined ? { kind: 'declined', reason: 'card_declined', report: made } : { kind: 'done', report: made };
    }
    const reference = String(payment.reference);
    const held = this.#held.get(reference)!;
    const isLive = !held.isVoided && !held.isDeclined && held.captured === 0;
    const refuse = (): Outcome => ({ kind: 'refused', reason: 'wrong_state', report: this.#report(reference) });
    if (command.type === 'capture') {
      if (!isLive) return refuse();
      held.captured = payment.amount;
      this.captures += 1;
    } else if (command.type === 'void') {
      if (held.captured > 0) return refuse();
      held.isVoided = true;
    } else if (command.type === 'refund') {
      const { amount } = payment.refunds.get(command.refundId)!;
      if (sum(held) + amount > held.captured) return refuse();
      held.refunds.set(command.refundId, amount);
    }
    return { kind: 'done', report: this.#report(reference) };
  }

  find() {
    const reports = [...this.#held.keys()].map((reference) => this.#report(reference));
    for (const perform of this.#late.splice(0)) perform();
    return reports.length === 0 ? ({ kind: 'nothing' } as const) : ({ kind: 'found', reports } as const);
  }

  settleStray(reference: string): PaymentReport {
    this.#held.get(reference)!.isVoided = true;
    return this.#report(reference);
  }

  captured = () => [...this.#held.values()].reduce((all, held) => all + held.captured, 0);
  refunded = () => [...this.#held.values()].reduce((all, held) => all + sum(held), 0);
  /** Money that is held or kept. */
  kept = () =>
    [...this.#held.values()].filter(
      (held) => !held.isVoided && !held.isDeclined && sum(held) < Math.max(1, held.captured),
    ).length;

  #report(reference: string): PaymentReport {
    const { captured: taken, isVoided, isDeclined, refunds } = this.#held.get(reference)!;
    const state: Observation[] = isDeclined ? [declined] : isVoided ? [] : [authorised];
    if (taken > 0) state.push({ type: 'captured', amount: taken });
    if (isVoided) state.push(voided);
    return reportOf(reference, ...state, ...[...refunds].map(([id, amount]) => refunded(id, amount)));
  }
}

const sum = (held: Held) => [...held.refunds.values()].reduce((all, amount) => all + amount, 0);
