import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Behaviour } from './tokens.ts';

export type Status = 'action_required' | 'authorised' | 'captured' | 'voided' | 'declined';

export interface Refund {
  readonly reference: string;
  readonly refundId: string;
  readonly amount: number;
  status: 'pending' | 'succeeded' | 'failed';
}

/** A payment as clients and webhooks see it. */
export interface Payment {
  readonly reference: string;
  /** The shop's. */
  readonly paymentId: string;
  /** Several shops may share one account, as with real providers. */
  readonly application: string;
  readonly amount: number;
  readonly currency: string;
  status: Status;
  authorisedUntil: string | null;
  captured: number;
  declineReason: string | null;
  approvalUrl: string | null;
  readonly clientSecret: string;
  readonly refunds: Refund[];
  readonly createdAt: string;
}

export interface Stored {
  readonly payment: Payment;
  readonly behaviour: Behaviour;
  readonly returnUrl: string | null;
}

export type Refusal = 'wrong_state' | 'lapsed' | 'amount_too_large' | 'card_declined';

const MOST_PAYMENTS = 10_000;
const AUTHORISED_FOR_MS = 7 * 24 * 60 * 60 * 1_000;

export const newReference = (kind: string): string => `sbx_${kind}_${randomBytes(9).toString('hex')}`;

/** All payments of the sandbox, in memory; the oldest of too many are forgotten. */
export class Payments {
  readonly #byReference = new LRUCache<string, Stored>({ max: MOST_PAYMENTS });

  create(
    input: Pick<Payment, 'paymentId' | 'application' | 'amount' | 'currency'>,
    behaviour: Behaviour,
    o: { returnUrl: string | null; origin: string },
  ): Stored {
    const payment: Payment = {
      reference: newReference('pay'),
      ...input,
      status: 'authorised',
      authorisedUntil: null,
      captured: 0,
      declineReason: null,
      approvalUrl: null,
      clientSecret: randomBytes(18).toString('hex'),
      refunds: [],
      createdAt: new Date().toISOString(),
    };
    const stored: Stored = { payment, behaviour, returnUrl: o.returnUrl };
    if (behaviour.decline !== undefined) decline(payment, behaviour.decline);
    else if (!behaviour.has('action')) authorise(payment);
    else if (o.returnUrl === null) decline(payment, 'authentication_failed');
    else {
      payment.status = 'action_required';
      payment.approvalUrl = `${o.origin}/approve/${payment.reference}?secret=${payment.clientSecret}`;
    }
    this.#byReference.set(payment.reference, stored);
    return stored;
  }

  get(reference: string): Stored | undefined {
    return this.#byReference.get(reference);
  }

  /** Newest first. */
  all(): Payment[] {
    return [...this.#byReference.values()].map(({ payment }) => payment);
  }

  /** Newest first. */
  ofPaymentId(paymentId: string): Payment[] {
    return this.all().filter((one) => one.paymentId === paymentId);
  }
}

/** The customer's decision on the approval page; false where there is nothing to decide any more. */
export function answerApproval({ payment }: Stored, approved: boolean): boolean {
  if (payment.status !== 'action_required') return false;
  if (approved) authorise(payment);
  else decline(payment, 'authentication_failed');
  return true;
}

export function capture({ payment, behaviour }: Stored, amount: number): Refusal | null {
  if (payment.status !== 'authorised') return 'wrong_state';
  if (behaviour.has('lapses')) {
    payment.status = 'voided';
    return 'lapsed';
  }
  if (amount > payment.amount) return 'amount_too_large';
  if (behaviour.has('capture_declined')) {
    decline(payment, 'card_declined');
    return 'card_declined';
  }
  payment.status = 'captured';
  payment.captured = amount;
  return null;
}

export function voidPayment({ payment }: Stored): Refusal | null {
  if (payment.status === 'captured' || payment.status === 'voided') return 'wrong_state';
  payment.status = 'voided';
  payment.approvalUrl = null;
  return null;
}

export function refund({ payment, behaviour }: Stored, refundId: string, amount: number): Refusal | Refund {
  if (payment.status !== 'captured') return 'wrong_state';
  const taken = payment.refunds.reduce((sum, one) => (one.status === 'failed' ? sum : sum + one.amount), 0);
  if (taken + amount > payment.captured) return 'amount_too_large';
  const made: Refund = { reference: newReference('ref'), refundId, amount, status: 'succeeded' };
  if (behaviour.has('refund_pending')) made.status = 'pending';
  if (behaviour.has('refund_fails')) made.status = 'failed';
  payment.refunds.push(made);
  return made;
}

function authorise(payment: Payment): void {
  payment.status = 'authorised';
  payment.approvalUrl = null;
  payment.authorisedUntil = new Date(Date.now() + AUTHORISED_FOR_MS).toISOString();
}

function decline(payment: Payment, reason: string): void {
  payment.status = 'declined';
  payment.declineReason = reason;
  payment.approvalUrl = null;
}
