import type { Saga, Transition } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import type { CancelReason } from '../ordering/order-life.ts';
import { canStillSucceed, isCallOpen, type Payment } from '../payments/payment.ts';
import { findPayment } from '../payments/payments.repository.ts';
import { callProvider, commandPayment, lookUp } from '../payments/payments.service.ts';
import type { PaymentProvider } from '../payments/provider/provider.ts';
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

export async function authorise(tools: CheckoutTools, saga: Saga<CheckoutData>): Promise<Transition> {
  const { data } = saga;
  if (data.payment === null) return { kind: 'next', step: 'confirm' };
  const { id: paymentId } = data.payment;
  const provider = providerOf(tools, data.payment);
  let payment = await known(tools.db, provider, paymentId, { isWaiting: true });
  if (!isAuthoriseOver(payment) && !isCallOpen(payment) && !data.cancelRequested) {
    const { method, returnUrl } = data;
    const command = { type: 'authorise' } as const;
    const called = await callProvider(tools.db, provider, {
      paymentId,
      command,
      deadlineMs: CALL_MS,
      method: method ?? '',
      returnUrl,
    });
    payment = called.kind === 'called' ? called.change.after : payment;
  }
  return afterAuthorise(payment, saga, tools.checkout.approvalMs);
}

function isAuthoriseOver({ authorised, captured, isVoided, declineReason, action }: Payment): boolean {
  return authorised > 0 || captured > 0 || isVoided || declineReason !== null || action !== null;
}

/** What a payment that stands so means for its order. An approval that came at the last moment counts. */
function afterAuthorise(payment: Payment, { data, isOverdue }: Saga<CheckoutData>, approvalMs: number): Transition {
  if (payment.isVoided) return giveUp('payment_declined', payment.declineReason);
  if (payment.authorised > 0) {
    return { kind: 'next', step: 'confirm', data: { authorised: payment.authorised, method: null } };
  }
  if (payment.declineReason !== null) return giveUp('payment_declined', payment.declineReason);
  if (isCallOpen(payment)) return { kind: 'retry', reason: 'the provider has not answered' };
  if (data.cancelRequested) return giveUp('superseded', null);
  if (payment.action === null) return { kind: 'retry', reason: 'the provider knows of no authorisation yet' };
  if (isOverdue) return giveUp('approval_expired', null);
  return { kind: 'wait', forMs: ASK_AGAIN_MS, deadline: new Date(Date.now() + approvalMs), data: { method: null } };
}

export async function capture(
  tools: CheckoutTools,
  data: CheckoutData,
): Promise<{ kind: 'captured'; paymentId: string; amount: number } | Transition> {
  if (data.payment === null) return { kind: 'next', step: 'clear_cart' };
  const { id: paymentId } = data.payment;
  const provider = providerOf(tools, data.payment);
  let payment = await known(tools.db, provider, paymentId, { isWaiting: false });
  if (payment.captured === 0 && !isCallOpen(payment)) {
    const command = { type: 'capture' } as const;
    const called = await callProvider(tools.db, provider, { paymentId, command, deadlineMs: CALL_MS });
    payment = called.kind === 'called' ? called.change.after : payment;
  }
  if (payment.captured > 0) return { kind: 'captured', paymentId, amount: payment.captured };
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
