import { newId } from '@quartet/service-kit';
import type { Db, Trx } from '../database.ts';
import { decidePayment, type PaymentCommand, type PaymentRefusal } from './decide-payment.ts';
import { evolvePayment, type PaymentEvent } from './evolve-payment.ts';
import { recordMoney } from './order-money.service.ts';
import { newPayment, type Payment, type PaymentOperation } from './payment.ts';
import {
  findCallTime,
  insertPayment,
  lockOrderOf,
  lockPayment,
  lockPaymentOfReference,
  savePayment,
} from './payments.repository.ts';
import type { FindOutcome, Outcome, PaymentProvider, PaymentReport, ProviderEvent } from './provider/provider.ts';

/*
 * A call of the provider is three steps: a transaction that stores the attempt (`startCall`), the call with no lock held, and
 * a transaction that records what became of it. Where the outcome is unknown, `lookUp` asks the provider, and only then
 * may the call be made again. A transaction that locks an order as well locks the order first.
 */

export interface PaymentChange {
  readonly before: Payment;
  readonly after: Payment;
  readonly events: readonly PaymentEvent[];
}

export type CommandResult =
  | { readonly kind: 'changed'; readonly change: PaymentChange }
  | { readonly kind: 'refused'; readonly reason: PaymentRefusal; readonly payment: Payment }
  | { readonly kind: 'no_payment' };

/** Adds a payment to an order, in the transaction that places it. The same id again changes nothing. */
export async function openPayment(trx: Trx, payment: NewPayment): Promise<void> {
  await insertPayment(trx, newPayment(payment), { isCall: false });
}

type NewPayment = Pick<Payment, 'id' | 'orderId' | 'provider' | 'amount' | 'currency'>;

/** A call of the provider whose attempt a transaction has stored: the process that goes on behind its commit makes the call. */
export type StartedCall = Pick<Payment, 'id' | 'amount' | 'currency' | 'attempt' | 'reference'>;

/** Adds a payment whose authorisation begins with the commit. */
export async function openAuthorising(trx: Trx, payment: NewPayment): Promise<void> {
  const opened = mustChange(decideOnPayment(newPayment(payment), { type: 'authorise' }));
  await insertPayment(trx, opened.after, { isCall: true });
}

/** The first call of a payment that is opened with it. */
export const firstCallOf = ({ id, amount, currency }: NewPayment): StartedCall => {
  return { id, amount, currency, attempt: 1, reference: null };
};

/** Locks the payment, and its order first, decides, and saves what that makes true; money that moved also with the order. */
export async function commandPayment(trx: Trx, paymentId: string, command: PaymentCommand): Promise<CommandResult> {
  const [, payment] = await Promise.all([lockOrderOf(trx, { id: paymentId }), lockPayment(trx, paymentId)]);
  return payment ? change(trx, payment, command) : { kind: 'no_payment' };
}

async function change(trx: Trx, before: Payment, command: PaymentCommand): Promise<CommandResult> {
  const decided = decideOnPayment(before, command);
  if (decided.kind !== 'changed') return decided;
  await savePaymentChange(trx, decided.change);
  await recordMoney(trx, decided.change);
  return decided;
}

type DecidedPayment = Exclude<CommandResult, { kind: 'no_payment' }>;

/** Decides on a payment that the caller's transaction holds; the caller saves the change. */
export function decideOnPayment(before: Payment, command: PaymentCommand): DecidedPayment {
  const decision = decidePayment(before, command);
  if (decision.kind === 'refused') return { kind: 'refused', reason: decision.reason, payment: before };
  const { events } = decision;
  return { kind: 'changed', change: { before, after: events.reduce(evolvePayment, before), events } };
}

/** Writes a change, in one round trip where it has no refund. */
export async function savePaymentChange(trx: Trx, { before, after, events }: PaymentChange): Promise<void> {
  const isCall = events.some(({ type }) => type === 'call_started');
  if (events.length > 0) await savePayment(trx, { before, after, isCall });
}

/** What the provider answered to the call with this attempt, for a payment that the caller's transaction holds. */
export function recordAnswer(
  payment: Payment,
  answer: { operation: PaymentOperation; attempt: number; outcome: Outcome },
): PaymentChange {
  return mustChange(decideOnPayment(payment, { type: 'record_outcome', ...answer }));
}

function mustChange(decided: CommandResult): PaymentChange {
  if (decided.kind === 'changed') return decided.change;
  throw new Error(`the provider's answer does not fit its payment: ${describe(decided)}`);
}

export type CallCommand = Extract<PaymentCommand, { type: PaymentOperation }>;

export interface CallOptions {
  readonly deadlineMs: number;
  /** For `authorise` alone; the same for each attempt. */
  readonly method?: string;
  readonly returnUrl?: string | null;
}

export type CallResult =
  | { readonly kind: 'called'; readonly outcome: Outcome; readonly change: PaymentChange }
  | { readonly kind: 'refused'; readonly reason: PaymentRefusal; readonly payment: Payment }
  | { readonly kind: 'no_payment' };

/** Stores the attempt, calls the provider, and records what became of it: two transactions around the call. */
export async function callProvider(
  db: Db,
  provider: PaymentProvider,
  { paymentId, command, ...options }: CallOptions & { paymentId: string; command: CallCommand },
): Promise<CallResult> {
  const started = await db.transaction().execute((trx) => commandPayment(trx, paymentId, command));
  if (started.kind !== 'changed') return started;
  const { after } = started.change;
  const outcome = await makeCall(provider, after, command, options);
  const recorded = await db.transaction().execute((trx) => recordOutcome(trx, after, command.type, outcome));
  return { kind: 'called', outcome, change: recorded };
}

/** Makes a call whose attempt is stored. */
export async function makeCall(
  provider: PaymentProvider,
  payment: StartedCall & Partial<Pick<Payment, 'refunds'>>,
  command: CallCommand,
  { deadlineMs, method = '', returnUrl = null }: CallOptions,
): Promise<Outcome> {
  const { id: paymentId, amount, currency, attempt } = payment;
  const reference = payment.reference ?? '';
  const options = { deadlineMs, idempotencyKey: `${paymentId}:${command.type}:${attempt}` };
  switch (command.type) {
    case 'authorise':
      return provider.authorise({ paymentId, amount, currency, method, returnUrl }, options);
    case 'capture':
      return provider.capture({ reference, amount, currency }, options);
    case 'void':
      return provider.void({ reference }, options);
    case 'refund': {
      const { refundId } = command;
      const asked = payment.refunds?.get(refundId)?.amount ?? command.amount;
      return provider.refund({ paymentId, reference, refundId, amount: asked, currency }, options);
    }
  }
}

async function recordOutcome(
  trx: Trx,
  { id, attempt }: Payment,
  operation: PaymentOperation,
  outcome: Outcome,
): Promise<PaymentChange> {
  const recorded = await commandPayment(trx, id, { type: 'record_outcome', operation, attempt, outcome });
  if (recorded.kind === 'changed') return recorded.change;
  throw new Error(`the provider's answer does not fit the payment ${id}: ${describe(recorded)}`);
}

function describe(result: Exclude<CommandResult, { kind: 'changed' }>): string {
  return result.kind === 'refused' ? result.reason : 'there is no such payment';
}

/**
 * Asks the provider what became of the last call, and records it. For a call without an answer, and for one whose process
 * is gone: the caller knows that it is, by its lease.
 */
export async function lookUp(
  db: Db,
  provider: PaymentProvider,
  { paymentId, deadlineMs }: { paymentId: string; deadlineMs: number },
): Promise<{ outcome: FindOutcome; change: PaymentChange } | null> {
  const lost = await db.transaction().execute((trx) => commandPayment(trx, paymentId, { type: 'record_lost_call' }));
  const attemptedAt = await findCallTime(db, paymentId);
  if (lost.kind !== 'changed' || attemptedAt === null) return null;
  const { reference } = lost.change.after;
  const outcome = await provider.find({ paymentId, reference, attemptedAt, deadlineMs });
  const found = await db
    .transaction()
    .execute((trx) => commandPayment(trx, paymentId, { type: 'record_find', outcome }));
  if (found.kind === 'changed') return { outcome, change: found.change };
  throw new Error(`what the provider knows does not fit the payment ${paymentId}: ${describe(found)}`);
}

export type EventResult =
  | { readonly kind: 'applied'; readonly change: PaymentChange }
  /** Nothing in it concerns a payment of ours. */
  | { readonly kind: 'ignored' }
  /** Its payment is not committed yet, or never will be. */
  | { readonly kind: 'no_payment'; readonly report: PaymentReport }
  | { readonly kind: 'rejected'; readonly reason: PaymentRefusal };

/** Takes over what the provider says in an event. Events may come in any order and any number of times. */
export async function applyPaymentEvent(trx: Trx, { report }: ProviderEvent): Promise<EventResult> {
  if (report === null) return { kind: 'ignored' };
  const { paymentId, reference } = report;
  const [, payment] = await Promise.all(
    paymentId === null
      ? [lockOrderOf(trx, { reference }), lockPaymentOfReference(trx, reference)]
      : [lockOrderOf(trx, { id: paymentId }), lockPayment(trx, paymentId)],
  );
  if (payment === null) return { kind: 'no_payment', report };
  const observed = await change(trx, payment, { type: 'observe', report });
  if (observed.kind === 'changed') return { kind: 'applied', change: observed.change };
  return observed.kind === 'refused' ? { kind: 'rejected', reason: observed.reason } : { kind: 'ignored' };
}

/** The key of a call that concerns no payment of ours, or not the one that is meant: done twice it does no harm. */
export const strayCall = (deadlineMs: number) => ({ deadlineMs, idempotencyKey: `stray:${newId()}` });
