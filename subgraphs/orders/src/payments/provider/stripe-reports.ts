import type Stripe from 'stripe';
import type { DeclineReason, Observation, PaymentReport, ProviderEvent, RefundStatus } from './provider.ts';
import { fromProviderUnits, STRIPE_UNITS } from './units.ts';

/** Keys of the metadata by which we know our own objects at Stripe. */
export const METADATA = {
  application: 'quartet_application',
  paymentId: 'quartet_payment_id',
  refundId: 'quartet_refund_id',
} as const;

/** What a PaymentIntent says; null where it is not ours. */
export function reportOfIntent(intent: Stripe.PaymentIntent, application: string): PaymentReport | null {
  const paymentId = intent.metadata[METADATA.paymentId];
  if (intent.metadata[METADATA.application] !== application || paymentId === undefined) return null;
  const currency = intent.currency.toUpperCase();
  return { paymentId, reference: intent.id, currency, observations: stateOf(intent, currency) };
}

/** What a refund says. One that was made by hand has no id of ours, and its payment is known by its reference alone. */
export function reportOfRefund(refund: Stripe.Refund, application: string): PaymentReport | null {
  const { payment_intent: intent, metadata } = refund;
  const reference = typeof intent === 'string' ? intent : intent?.id;
  if (reference === undefined) return null;
  const owner = metadata?.[METADATA.application];
  if (owner !== undefined && owner !== application) return null;
  const currency = refund.currency.toUpperCase();
  return { paymentId: metadata?.[METADATA.paymentId] ?? null, reference, currency, observations: [refundSeen(refund)] };
}

export function refundSeen(refund: Stripe.Refund): Observation {
  return {
    type: 'refund',
    refundId: refund.metadata?.[METADATA.refundId] ?? null,
    reference: refund.id,
    amount: amountOf(refund.amount, refund.currency.toUpperCase()),
    status: refundStatus(refund.status),
  };
}

/** @throws where the payload is no event of Stripe's */
export function readStripeEvent(payload: unknown, application: string): ProviderEvent {
  const { id, type, data } = payload as Stripe.Event;
  if (typeof id !== 'string' || typeof type !== 'string') throw new TypeError('not an event of Stripe');
  const object = data.object as { object?: string };
  switch (object.object) {
    case 'payment_intent':
      return { id, type, report: reportOfIntent(object as Stripe.PaymentIntent, application) };
    case 'refund':
      return { id, type, report: reportOfRefund(object as Stripe.Refund, application) };
    default:
      // Charges, disputes, payouts: what they say of a payment its own events say as well.
      return { id, type, report: null };
  }
}

function stateOf(intent: Stripe.PaymentIntent, currency: string): Observation[] {
  const authorised = (amount: number): Observation => ({
    type: 'authorised',
    amount: amountOf(amount, currency),
    expiresAt: expiryOf(intent),
  });
  switch (intent.status) {
    case 'requires_action':
      return [
        {
          type: 'action_required',
          url: intent.next_action?.redirect_to_url?.url ?? null,
          clientSecret: intent.client_secret,
        },
      ];
    case 'requires_capture':
      return [authorised(intent.amount_capturable)];
    case 'succeeded':
      return [authorised(intent.amount), { type: 'captured', amount: amountOf(intent.amount_received, currency) }];
    case 'canceled':
      return [{ type: 'voided' }];
    case 'requires_payment_method':
      return intent.last_payment_error ? [{ type: 'declined', reason: declineReason(intent.last_payment_error) }] : [];
    default:
      return [];
  }
}

function amountOf(written: number, currency: string): number {
  return fromProviderUnits(STRIPE_UNITS, written, currency);
}

/** Known only where the charge came with the intent. */
function expiryOf({ latest_charge: charge }: Stripe.PaymentIntent): Date | null {
  if (charge === null || typeof charge === 'string') return null;
  const seconds = charge.payment_method_details?.card?.capture_before;
  return seconds === undefined ? null : new Date(seconds * 1_000);
}

const REFUND_STATUS: Readonly<Partial<Record<string, RefundStatus>>> = {
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  canceled: 'FAILED',
};

function refundStatus(status: string | null): RefundStatus {
  return REFUND_STATUS[status ?? ''] ?? 'PENDING';
}

const DECLINES: Readonly<Partial<Record<string, DeclineReason>>> = {
  insufficient_funds: 'insufficient_funds',
  expired_card: 'expired_card',
  authentication_required: 'authentication_failed',
  payment_intent_authentication_failure: 'authentication_failed',
  fraudulent: 'fraud_suspected',
  merchant_blacklist: 'fraud_suspected',
  card_not_supported: 'method_not_supported',
  currency_not_supported: 'method_not_supported',
};

export function declineReason(error: {
  readonly code?: string | null | undefined;
  readonly decline_code?: string | null | undefined;
}): DeclineReason {
  return DECLINES[error.decline_code ?? ''] ?? DECLINES[error.code ?? ''] ?? 'card_declined';
}
