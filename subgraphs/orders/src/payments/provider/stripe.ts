import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import Stripe from 'stripe';
import { NoAnswer, unknownOutcome, withinDeadline } from './deadline.ts';
import type {
  AuthoriseInput,
  FindInput,
  FindOutcome,
  Outcome,
  PaymentProvider,
  PaymentReport,
  ProviderCall,
} from './provider.ts';
import { outcomeOfError } from './stripe-errors.ts';
import { METADATA, refundSeen, reportOfIntent, reportOfRefund } from './stripe-reports.ts';
import { createStripeWebhooks } from './stripe-webhooks.ts';
import { STRIPE_UNITS, toProviderUnits } from './units.ts';

/** One: a kept-alive connection may just have closed, and a stored answer is read with the same key. */
const MAX_RETRIES = 1;
/** What the library waits before it tries again, at most. */
const RETRY_PAUSE_MS = 1_000;
const SEARCH_BEFORE_S = 120;
const SEARCH_AFTER_S = 900;
const PAGE = 100;
/** Where nobody can be sent back, methods that leave the page are no use. */
const NO_REDIRECTS = { enabled: true, allow_redirects: 'never' } as const;

export interface StripeSettings {
  readonly secretKey: string;
  readonly webhookSecrets: readonly string[];
  /** Such as https://api.stripe.com */
  readonly apiUrl: string;
  readonly application: string;
}

type Run<T> = (options: Stripe.RequestOptions) => Promise<T>;

/** Stripe's PaymentIntents with manual capture. */
export function createStripeProvider(settings: StripeSettings): PaymentProvider {
  const { application } = settings;
  const url = new URL(settings.apiUrl);
  const isPlain = url.protocol === 'http:';
  const agent = isPlain ? new HttpAgent({ keepAlive: true }) : new HttpsAgent({ keepAlive: true });
  const stripe = new Stripe(settings.secretKey, {
    protocol: isPlain ? 'http' : 'https',
    host: url.hostname,
    port: url.port === '' ? (isPlain ? 80 : 443) : Number(url.port),
    httpAgent: agent,
    maxNetworkRetries: MAX_RETRIES,
    telemetry: false,
  });

  /** Each try has half of the time, so that the retry ends within the deadline too. */
  function within<T>(deadlineMs: number, idempotencyKey: string | undefined, run: Run<T>): Promise<T> {
    const timeout = Math.max(100, Math.floor((deadlineMs - RETRY_PAUSE_MS) / (MAX_RETRIES + 1)));
    return withinDeadline(deadlineMs, () =>
      run({ timeout, maxNetworkRetries: MAX_RETRIES, ...(idempotencyKey !== undefined && { idempotencyKey }) }),
    );
  }

  async function call(o: ProviderCall, run: Run<PaymentReport | null>): Promise<Outcome> {
    try {
      const report = await within(o.deadlineMs, o.idempotencyKey, run).catch((error: unknown) => {
        if (error instanceof NoAnswer) throw error;
        return outcomeOfError(error, application);
      });
      if (report === null)
        throw new NoAnswer('provider_error', new Error('Stripe answered with a payment that is not ours'));
      return 'kind' in report ? report : outcomeOfReport(report);
    } catch (error) {
      return unknownOutcome(error);
    }
  }

  const written = (amount: number, currency: string): number | null => toProviderUnits(STRIPE_UNITS, amount, currency);
  const metadataOf = (paymentId: string) => ({
    [METADATA.application]: application,
    [METADATA.paymentId]: paymentId,
  });

  async function authorise(input: AuthoriseInput, options: ProviderCall): Promise<Outcome> {
    const amount = written(input.amount, input.currency);
    if (amount === null) return { kind: 'declined', reason: 'amount_not_supported', report: null };
    const approval =
      input.returnUrl === null
        ? { automatic_payment_methods: NO_REDIRECTS, error_on_requires_action: true }
        : { automatic_payment_methods: { enabled: true }, return_url: input.returnUrl };
    return call(options, async (request) => {
      const intent = await stripe.paymentIntents.create(
        {
          ...approval,
          amount,
          currency: input.currency.toLowerCase(),
          capture_method: 'manual',
          confirm: true,
          payment_method: input.method,
          metadata: metadataOf(input.paymentId),
          expand: ['latest_charge'],
        },
        request,
      );
      return reportOfIntent(intent, application);
    });
  }

  /** Reads everything that Stripe has for the payment. */
  async function search({ paymentId, reference, attemptedAt }: FindInput, request: Stripe.RequestOptions) {
    if (reference !== null) {
      const intent = await stripe.paymentIntents.retrieve(reference, { expand: ['latest_charge'] }, request);
      return [intent];
    }
    // Stripe's search by metadata lags by up to a minute and more; lists do not.
    const seconds = Math.floor(attemptedAt.getTime() / 1_000);
    const created = { gte: seconds - SEARCH_BEFORE_S, lte: seconds + SEARCH_AFTER_S };
    const found: Stripe.PaymentIntent[] = [];
    for await (const intent of stripe.paymentIntents.list({ created, limit: PAGE }, request)) {
      if (intent.metadata[METADATA.paymentId] === paymentId) found.push(intent);
    }
    return found;
  }

  async function find(input: FindInput): Promise<FindOutcome> {
    try {
      const reports = await within(input.deadlineMs, undefined, async (request) => {
        const ours: PaymentReport[] = [];
        for (const intent of await search(input, request)) {
          const report = reportOfIntent(intent, application);
          if (report === null) continue;
          const refunds =
            intent.status === 'succeeded'
              ? await stripe.refunds.list({ payment_intent: intent.id, limit: PAGE }, request)
              : { data: [] };
          ours.push({ ...report, observations: [...report.observations, ...refunds.data.map(refundSeen)] });
        }
        return ours;
      }).catch((error: unknown) => {
        if (error instanceof NoAnswer) throw error;
        const outcome = outcomeOfError(error, application);
        // A reference that Stripe does not know.
        if (outcome.kind === 'refused') return [];
        throw error;
      });
      return reports.length === 0 ? { kind: 'nothing' } : { kind: 'found', reports };
    } catch (error) {
      return unknownOutcome(error);
    }
  }

  return {
    name: 'stripe',
    accepts: ({ amount, currency }) => written(amount, currency) !== null,
    authorise,
    capture: async ({ reference, amount, currency }, options) => {
      const amountToCapture = written(amount, currency);
      if (amountToCapture === null) return NOT_WRITABLE;
      return call(options, async (request) =>
        reportOfIntent(
          await stripe.paymentIntents.capture(reference, { amount_to_capture: amountToCapture }, request),
          application,
        ),
      );
    },
    void: async ({ reference }, options) =>
      voided(
        await call(options, async (request) =>
          reportOfIntent(await stripe.paymentIntents.cancel(reference, {}, request), application),
        ),
      ),
    refund: async ({ reference, refundId, amount, currency, paymentId }, options) => {
      const amountBack = written(amount, currency);
      if (amountBack === null) return NOT_WRITABLE;
      return call(options, async (request) => {
        const metadata = { ...metadataOf(paymentId), [METADATA.refundId]: refundId };
        const refund = await stripe.refunds.create(
          { payment_intent: reference, amount: amountBack, metadata },
          request,
        );
        return reportOfRefund(refund, application);
      });
    },
    find,
    webhooks: createStripeWebhooks(stripe, { secrets: settings.webhookSecrets, application }),
    close: () => {
      agent.destroy();
      return Promise.resolve();
    },
  };
}

const NOT_WRITABLE: Outcome = { kind: 'refused', reason: 'amount_not_supported', report: null };

/** Neither authorised nor declined nor anything else: it is still being processed. */
function outcomeOfReport(report: PaymentReport): Outcome {
  if (report.observations.length === 0) return { kind: 'unknown', reason: 'in_progress' };
  for (const seen of report.observations) {
    if (seen.type === 'action_required') {
      return { kind: 'action_required', report, url: seen.url, clientSecret: seen.clientSecret };
    }
    if (seen.type === 'declined') return { kind: 'declined', reason: seen.reason, report };
  }
  return { kind: 'done', report };
}

/** A payment that was voided before is voided. */
function voided(outcome: Outcome): Outcome {
  if (outcome.kind !== 'refused' || !outcome.report) return outcome;
  const isVoided = outcome.report.observations.some(({ type }) => type === 'voided');
  return isVoided ? { kind: 'done', report: outcome.report } : outcome;
}
