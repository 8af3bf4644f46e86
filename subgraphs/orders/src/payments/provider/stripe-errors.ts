import { AppError, needsOperator } from '@quartet/service-kit';
import Stripe from 'stripe';
import { NoAnswer } from './deadline.ts';
import type { Outcome } from './provider.ts';
import { declineReason, reportOfIntent } from './stripe-reports.ts';

/** Stripe's codes for a call that the payment's state does not allow. */
const WRONG_STATE = new Set([
  'payment_intent_unexpected_state',
  'charge_already_captured',
  'charge_already_refunded',
  'charge_expired_for_capture',
  'capture_charge_authorization_expired',
  'resource_missing',
]);
const WRONG_METHOD = new Set(['payment_method_unactivated', 'payment_method_invalid_parameter']);
const WRONG_AMOUNT = new Set(['amount_too_small', 'amount_too_large']);

/**
 * What an error of the library means: an outcome, or no answer.
 * @throws NoAnswer where what became of the call is unknown; AppError where nothing was done and a person must fix it
 */
export function outcomeOfError(error: unknown, application: string): Outcome {
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  const { statusCode, code = '' } = error;
  if (error instanceof Stripe.errors.StripeConnectionError) {
    throw new NoAnswer(isTimeout(error) ? 'timeout' : 'unreachable', error);
  }
  if (statusCode === undefined || statusCode >= 500) throw new NoAnswer('provider_error', error);
  if (statusCode === 409) throw new NoAnswer('in_progress', error);
  if (statusCode === 429) throw new NoAnswer('rate_limited', error);
  const report = error.payment_intent ? reportOfIntent(error.payment_intent, application) : null;
  if (error instanceof Stripe.errors.StripeCardError) return { kind: 'declined', reason: declineReason(error), report };
  if (error instanceof Stripe.errors.StripeInvalidRequestError) {
    // The customer's token may be anything.
    if (error.param === 'payment_method' || WRONG_METHOD.has(code)) {
      return { kind: 'declined', reason: 'method_not_supported', report };
    }
    if (WRONG_AMOUNT.has(code) && report === null && error.param === 'amount') {
      return { kind: 'declined', reason: 'amount_not_supported', report };
    }
    // More than what is left of the payment, for example after a refund by hand.
    const isTooMuch = error.param === 'amount' || error.param === 'amount_to_capture';
    if (WRONG_STATE.has(code) || isTooMuch) return { kind: 'refused', reason: code || 'amount_too_large', report };
  }
  if (statusCode === 401 || statusCode === 403) {
    throw needsOperator('access', 'Stripe refuses the key: check STRIPE_SECRET_KEY and its rights', error);
  }
  throw new AppError('INTERNAL_SERVER_ERROR', 'Something went wrong on our side', { cause: error });
}

function isTimeout({ detail, message }: Stripe.errors.StripeConnectionError): boolean {
  const code: unknown = typeof detail === 'object' && 'code' in detail ? detail.code : undefined;
  return code === 'ETIMEDOUT' || message.includes('timeout being reached');
}
