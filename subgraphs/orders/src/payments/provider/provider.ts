/*
 * The port to a payment provider. Amounts are minor units of ISO 4217; each adapter converts to its provider's own (see
 * units.ts). Nothing here knows orders or a database.
 */

export interface ProviderAmount {
  readonly amount: number;
  readonly currency: string;
}

export interface ProviderCall {
  /** Names this attempt at the provider: the same key does the same thing at most once. */
  readonly idempotencyKey: string;
  /** For the whole call with all its retries. At most `MAX_CALL_MS`. */
  readonly deadlineMs: number;
}

/** A saga step's lease must be longer than this, so that a stale owner's call has ended before another owner begins. */
export const MAX_CALL_MS = 15_000;

export interface AuthoriseInput extends ProviderAmount {
  /** Ours; the provider keeps it beside its own reference. */
  readonly paymentId: string;
  /** The provider's token of a card or another means of payment. */
  readonly method: string;
  /** Where an approval step comes back to. Without one, a method that needs such a step is declined. */
  readonly returnUrl: string | null;
}

export interface CaptureInput extends ProviderAmount {
  readonly reference: string;
}

export interface RefundInput extends ProviderAmount {
  readonly paymentId: string;
  readonly reference: string;
  /** Ours. */
  readonly refundId: string;
}

export interface FindInput {
  readonly paymentId: string;
  /** null: no answer ever named one. */
  readonly reference: string | null;
  /** When the first attempt was made: some providers can only be searched by time. */
  readonly attemptedAt: Date;
  readonly deadlineMs: number;
}

/** One thing that the provider says is true of a payment. Said twice, late or in another order it is as true. */
export type Observation =
  | { readonly type: 'action_required'; readonly url: string | null; readonly clientSecret: string | null }
  | { readonly type: 'authorised'; readonly amount: number; readonly expiresAt: Date | null }
  | { readonly type: 'declined'; readonly reason: DeclineReason }
  | { readonly type: 'captured'; readonly amount: number }
  | { readonly type: 'voided' }
  | {
      readonly type: 'refund';
      /** Ours; null for a refund that was made at the provider by hand. */
      readonly refundId: string | null;
      readonly reference: string;
      readonly amount: number;
      readonly status: RefundStatus;
    };

export type RefundStatus = 'PENDING' | 'SUCCEEDED' | 'FAILED';

export const DECLINE_REASONS = [
  'card_declined',
  'insufficient_funds',
  'expired_card',
  'authentication_failed',
  'method_not_supported',
  'amount_not_supported',
  'fraud_suspected',
] as const;
/** Why the customer's bank or the provider said no. Nothing finer leaves the shop: it would help those who test cards. */
export type DeclineReason = (typeof DECLINE_REASONS)[number];

/** What the provider says of one payment of its own. */
export interface PaymentReport {
  /** Ours, as the provider kept it; null where it names its own reference alone. */
  readonly paymentId: string | null;
  readonly reference: string;
  readonly currency: string;
  readonly observations: readonly Observation[];
}

/**
 * What became of a call. `unknown` is no failure: the provider may have done it, so it is asked, and the outcome is never
 * guessed. `refused` is final: the payment's state does not allow the call (an authorisation that lapsed, for example).
 * @see recovery in payments.service.ts
 */
export type Outcome =
  | { readonly kind: 'done'; readonly report: PaymentReport }
  | {
      readonly kind: 'action_required';
      readonly report: PaymentReport;
      readonly url: string | null;
      readonly clientSecret: string | null;
    }
  | { readonly kind: 'declined'; readonly reason: DeclineReason; readonly report: PaymentReport | null }
  | { readonly kind: 'refused'; readonly reason: string; readonly report: PaymentReport | null }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason };

export type UnknownReason = 'timeout' | 'unreachable' | 'provider_error' | 'rate_limited' | 'in_progress';

/** `found`: every payment that the provider has for our id. More than one where an attempt succeeded after its time-out. */
export type FindOutcome =
  | { readonly kind: 'found'; readonly reports: readonly PaymentReport[] }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason };

/** An event of the provider's, read from a webhook. */
export interface ProviderEvent {
  /** The provider's; the same for every delivery of the event. */
  readonly id: string;
  readonly type: string;
  /** null: an event that says nothing of a payment of ours, or of another application's on the same account. */
  readonly report: PaymentReport | null;
}

export type WebhookVerdict =
  | { readonly kind: 'event'; readonly event: ProviderEvent }
  | { readonly kind: 'bad_signature' }
  /** Signed, but too long ago: perhaps somebody repeats what they recorded. */
  | { readonly kind: 'stale' }
  /** Signed, but not in the form that we know. */
  | { readonly kind: 'unreadable' };

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface ProviderWebhooks {
  /** Reads a delivery. The signature covers the body byte by byte. */
  verify(rawBody: Buffer, headers: Headers, now: Date): WebhookVerdict;
  /** Reads the JSON of a delivery that was verified and stored earlier. @throws where it is not in the form that we know */
  read(payload: unknown): ProviderEvent;
}

/** @throws AppError where the provider refuses our key, or the request itself is wrong: nothing was done, a person must fix it */
export interface PaymentProvider {
  readonly name: ProviderName;
  /** Whether this amount can be written in the provider's units: Stripe takes no 1.234 KWD. */
  accepts(amount: ProviderAmount): boolean;
  authorise(input: AuthoriseInput, call: ProviderCall): Promise<Outcome>;
  /** At most once for each authorisation, and no more than it; what is left of it is released. */
  capture(input: CaptureInput, call: ProviderCall): Promise<Outcome>;
  void(input: { readonly reference: string }, call: ProviderCall): Promise<Outcome>;
  refund(input: RefundInput, call: ProviderCall): Promise<Outcome>;
  find(input: FindInput): Promise<FindOutcome>;
  readonly webhooks: ProviderWebhooks;
  close(): Promise<void>;
}

export const PROVIDERS = ['sandbox', 'stripe'] as const;
export type ProviderName = (typeof PROVIDERS)[number];
