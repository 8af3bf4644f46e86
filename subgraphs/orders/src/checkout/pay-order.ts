import type { Saga, Transition } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import type { CancelReason } from '../ordering/order-life.ts';
import { canStillSucceed, isCallOpen, type Payment } from '../payments/payment.ts';
import { findPayment } from '../payments/payments.repository.ts';
import {
  callProvider,
  commandPayment,
  lookUp,
  makeCall,
  type CallOptions,
  type StartedCall,
} from '../payments/payments.service.ts';
import type { Outcome, PaymentProvider } from '../payments/provider/provider.ts';
import { settlePayment } from '../payments/settle-payment.service.ts';
import type { CheckoutData, CheckoutTools } from './checkout-data.ts';

/*
 * The provider's side of the checkout. A call whose outcome is unknown is never taken for a failure: the provider is asked,
 * and only then is the call made again.
 */

/** A step makes two calls at most, and has 20 s. */
const CALL_MS = 8_000;
/** While a customer approves, the provider is asked so often, should its webhook not come. */
const ASK_AGAIN_MS = 60_000;

/** What a step brings home from the provider; written in the transaction that ends the step. */
export interface ProviderAnswer {
  paymentId: string;
  /** Null: it was written already, or the provider was not called. */
  answer: { operation: 'authorise' | 'capture'; attempt: number; outcome: Outcome } | null;
}

/** Asks the provider to hold the money. Null: there is nothing to pay. */
export async function authorise(tools: CheckoutTools, saga: Saga<CheckoutData>): Promise<ProviderAnswer | null> {
  const { data } = saga;
  if (data.payment === null) return null;
  const { id: paymentId } = data.payment;
  const provider = providerOf(tools, data.payment);
  const { method, returnUrl } = data;
  const options = { deadlineMs: CALL_MS, method: method ?? '', returnUrl };
  const started = startedCallOf(saga, 'authorise');
  if (started !== null) return callStarted(provider, started, options);
  const payment = await known(tools.db, provider, paymentId, { isWaiting: true });
  if (!isAuthoriseOver(payment) && !isCallOpen(payment) && !data.cancelRequested) {
    await callProvider(tools.db, provider, { paymentId, command: { type: 'authorise' }, ...options });
  }
  return { paymentId, answer: null };
}

/**
 * The call with which the step begins, where this is the first to go on behind the transaction that stored its attempt. To
 * anyone later it is a call of which nothing is known.
 */
function startedCallOf(
  { attempt, data: { started } }: Saga<CheckoutData>,
  operation: 'authorise' | 'capture',
): (StartedCall & { operation: 'authorise' | 'capture' }) | null {
  return attempt === 1 && started?.operation === operation ? started : null;
}

async function callStarted(
  provider: PaymentProvider,
  { operation, ...call }: StartedCall & { operation: 'authorise' | 'capture' },
  options: CallOptions,
): Promise<ProviderAnswer> {
  const outcome = await makeCall(provider, call, { type: operation }, options);
  return { paymentId: call.id, answer: { operation, attempt: call.attempt, outcome } };
}

function isAuthoriseOver({ authorised, captured, isVoided, declineReason, action }: Payment): boolean {
  return authorised > 0 || captured > 0 || isVoided || declineReason !== null || action !== null;
}

/** What a payment that stands so means for its order. An approval that came at the last moment counts. */
export function afterAuthorise(
  payment: Payment,
  { data, isOverdue }: Saga<CheckoutData>,
  approvalMs: number,
): { kind: 'authorised'; amount: number } | Transition {
  if (payment.isVoided) return giveUp('payment_declined', payment.declineReason);
  if (payment.authorised > 0) return { kind: 'authorised', amount: payment.authorised };
  if (payment.declineReason !== null) return giveUp('payment_declined', payment.declineReason);
  if (isCallOpen(payment)) return { kind: 'retry', reason: 'the provider has not answered' };
  if (data.cancelRequested) return giveUp('superseded', null);
  if (payment.action === null) return { kind: 'retry', reason: 'the provider knows of no authorisation yet' };
  if (isOverdue) return giveUp('approval_expired', null);
  const deadline = new Date(Date.now() + approvalMs);
  return { kind: 'wait', forMs: ASK_AGAIN_MS, deadline, data: { method: null, started: null } };
}

/** Asks the provider to take the money. Null: there is nothing to pay. */
export async function capture(tools: CheckoutTools, saga: Saga<CheckoutData>): Promise<ProviderAnswer | null> {
  const { data } = saga;
  if (data.payment === null) return null;
  const { id: paymentId } = data.payment;
  const provider = providerOf(tools, data.payment);
  const started = startedCallOf(saga, 'capture');
  if (started !== null) return callStarted(provider, started, { deadlineMs: CALL_MS });
  const payment = await known(tools.db, provider, paymentId, { isWaiting: false });
  if (payment.captured === 0 && !isCallOpen(payment)) {
    const command = { type: 'capture' } as const;
    await callProvider(tools.db, provider, { paymentId, command, deadlineMs: CALL_MS });
  }
  return { paymentId, answer: null };
}

/** What a payment that stands so means for its confirmed order. */
export function afterCapture(payment: Payment): { kind: 'captured'; amount: number } | Transition {
  if (payment.captured > 0) return { kind: 'captured', amount: payment.captured };
  if (payment.isVoided || payment.captureFailure !== null) return giveUp('capture_failed', payment.captureFailure);
  return { kind: 'retry', reason: 'the provider has not said what became of the capture' };
}

/** Gives the payment up for good; goes on only when no money of it can come any more. */
export async function giveBack(tools: CheckoutTools, { payment }: CheckoutData): Promise<Transition> {
  const next: Transition = { kind: 'next', step: 'cancel_order' };
  if (payment === null) return next;
  const { id } = payment;
  await tools.db.transaction().execute((trx) => commandPayment(trx, id, { type: 'cancel' }));
  await settlePayment(tools.db, (name) => tools.payments.get(name), id);
  const left = await findPayment(tools.db, id);
  if (left !== null && canStillSucceed(left)) {
    return { kind: 'retry', reason: 'the provider has not confirmed that the payment can no longer succeed' };
  }
  return next;
}

/** The payment as the provider has it, where an earlier attempt left that open, or the customer may have approved meanwhile. */
async function known(
  db: Db,
  provider: PaymentProvider,
  paymentId: string,
  { isWaiting }: { isWaiting: boolean },
): Promise<Payment> {
  const payment = await findPayment(db, paymentId);
  if (payment === null) throw new Error(`the payment ${paymentId} of a placed order is not there`);
  const isApproving =
    isWaiting && payment.action !== null && payment.authorised === 0 && payment.declineReason === null;
  if (!isApproving && !isCallOpen(payment)) return payment;
  const asked = await lookUp(db, provider, { paymentId, deadlineMs: CALL_MS });
  return asked?.change.after ?? payment;
}

function providerOf({ payments }: CheckoutTools, { provider: name }: { provider: string }): PaymentProvider {
  const provider = payments.get(name);
  if (provider === undefined) throw new Error(`the provider ${name} of a payment is not set up here`);
  return provider;
}

function giveUp(cancelReason: CancelReason, failure: string | null): Transition {
  return { kind: 'compensate', reason: failure ?? cancelReason, data: { cancelReason, failure, method: null } };
}
