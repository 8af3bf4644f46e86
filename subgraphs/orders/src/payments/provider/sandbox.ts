import { AppError, needsOperator } from '@quartet/service-kit';
import { NoAnswer, unknownOutcome, withinDeadline } from './deadline.ts';
import type { FindOutcome, Outcome, PaymentProvider, ProviderCall, UnknownReason } from './provider.ts';
import { createSandboxWebhooks } from './sandbox-webhooks.ts';
import { reportOf, sandboxError, sandboxPayment, sandboxPayments } from './sandbox-wire.ts';
import { ISO_UNITS, toProviderUnits } from './units.ts';

const LONGEST_ANSWER = 1_024 * 1_024;

export interface SandboxSettings {
  /** Such as http://127.0.0.1:4010 */
  readonly url: string;
  readonly secret: string;
  /** Tells our payments from those of other applications on the same account. */
  readonly application: string;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The sandbox of dev/payment-sandbox, over HTTP. */
export function createSandboxProvider(settings: SandboxSettings): PaymentProvider {
  const { application } = settings;
  const base = `${settings.url.replace(/\/+$/, '')}/v1`;

  async function ask(path: string, deadlineMs: number, init: RequestInit = {}): Promise<Answer> {
    return withinDeadline(deadlineMs, async (signal) => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${settings.secret}`);
      try {
        const response = await fetch(`${base}${path}`, { ...init, headers, signal, redirect: 'error' });
        const text = await response.text();
        if (text.length > LONGEST_ANSWER) throw new Error('the answer is too large');
        return { status: response.status, body: JSON.parse(text) as unknown };
      } catch (cause) {
        throw new NoAnswer(signal.aborted ? 'timeout' : 'unreachable', cause);
      }
    });
  }

  async function post(path: string, body: object, call: ProviderCall): Promise<Outcome> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': call.idempotencyKey };
    try {
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      return outcomeOf(await ask(path, call.deadlineMs, init));
    } catch (error) {
      return unknownOutcome(error);
    }
  }

  const pathOf = (reference: string): string => `/payments/${encodeURIComponent(reference)}`;
  return {
    name: 'sandbox',
    accepts: ({ amount, currency }) => toProviderUnits(ISO_UNITS, amount, currency) !== null,
    authorise: (input, call) => post('/payments', { ...input, application }, call),
    capture: ({ reference, amount }, call) => post(`${pathOf(reference)}/capture`, { amount }, call),
    void: ({ reference }, call) => voided(post(`${pathOf(reference)}/void`, {}, call)),
    refund: ({ reference, refundId, amount }, call) => post(`${pathOf(reference)}/refunds`, { refundId, amount }, call),
    async find({ paymentId, deadlineMs }): Promise<FindOutcome> {
      try {
        const query = new URLSearchParams({ paymentId });
        const answer = await ask(`/payments?${query.toString()}`, deadlineMs);
        if (answer.status !== 200) throw new NoAnswer(reasonOf(answer));
        const ours = sandboxPayments.parse(answer.body).payments.filter((one) => one.application === application);
        return ours.length === 0 ? { kind: 'nothing' } : { kind: 'found', reports: ours.map(reportOf) };
      } catch (error) {
        return unknownOutcome(error);
      }
    },
    webhooks: createSandboxWebhooks(settings),
    close: () => Promise.resolve(),
  };
}

function outcomeOf(answer: Answer): Outcome {
  const { status, body } = answer;
  if (status === 200) {
    const payment = sandboxPayment.parse(body);
    const report = reportOf(payment);
    if (payment.status !== 'action_required') return { kind: 'done', report };
    return { kind: 'action_required', report, url: payment.approvalUrl, clientSecret: payment.clientSecret };
  }
  const { error } = sandboxError.catch({ error: { code: 'unreadable' } }).parse(body);
  const report = error.payment ? reportOf(error.payment) : null;
  if (status === 402) {
    return { kind: 'declined', reason: error.payment?.declineReason ?? 'card_declined', report };
  }
  if (error.code === 'unknown_method') return { kind: 'declined', reason: 'method_not_supported', report: null };
  if (status === 404 || (status === 409 && error.code !== 'in_progress')) {
    return { kind: 'refused', reason: error.code, report };
  }
  return { kind: 'unknown', reason: reasonOf(answer) };
}

/** What an answer says that is no outcome. @throws AppError where nothing was done and a person must fix it */
function reasonOf({ status, body }: Answer): UnknownReason {
  if (status >= 500) return 'provider_error';
  if (status === 429) return 'rate_limited';
  if (status === 409) return 'in_progress';
  const cause = new Error(`HTTP ${String(status)}: ${JSON.stringify(body).slice(0, 500)}`);
  if (status === 401) {
    throw needsOperator('access', 'the payment sandbox refuses the secret: check SANDBOX_PAYMENTS_SECRET', cause);
  }
  throw new AppError('INTERNAL_SERVER_ERROR', 'Something went wrong on our side', { cause });
}

/** A payment that was voided before is voided. */
async function voided(answer: Promise<Outcome>): Promise<Outcome> {
  const outcome = await answer;
  if (outcome.kind !== 'refused' || !outcome.report) return outcome;
  const isVoided = outcome.report.observations.some(({ type }) => type === 'voided');
  return isVoided ? { kind: 'done', report: outcome.report } : outcome;
}
