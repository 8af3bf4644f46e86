import { messageOf, retryTransaction, withDeadline, type Logger } from '@quartet/service-kit';
import type { Db, Trx } from '../database.ts';
import { applyPaymentEvent, strayCall, type PaymentChange } from './payments.service.ts';
import { hasPaymentOfReference } from './payments.repository.ts';
import type { Headers, PaymentProvider, PaymentReport, ProviderEvent } from './provider/provider.ts';
import {
  insertWebhook,
  markWorkedOff,
  postponeWebhook,
  takeDueWebhook,
  type DueWebhook,
} from './webhooks.repository.ts';

/** Providers wait a few seconds for an answer; after that they send the webhook again. */
const STORE_MS = 1_500;
/** A payment of ours whose order never came by then is given back. */
const ORPHAN_AFTER_MS = 60 * 60_000;
const CALL_MS = 8_000;
const PER_ROUND = 100;

export interface Delivery {
  readonly body: Buffer;
  readonly headers: Headers;
  readonly now: Date;
}

export type Receipt = 'stored' | 'duplicate' | 'not_ours' | 'bad_signature' | 'stale' | 'unreadable' | 'unavailable';

/** Checks a delivery and stores it; it is worked off later. Answers within two seconds, whatever the database does. */
export async function receiveWebhook(
  db: Db,
  provider: PaymentProvider,
  { body, headers, now }: Delivery,
  log: Logger,
): Promise<Receipt> {
  const verdict = provider.webhooks.verify(body, headers, now);
  if (verdict.kind !== 'event') return verdict.kind;
  const { event } = verdict;
  const { report } = event;
  if (report === null) return 'not_ours';
  try {
    return await withDeadline(() => store(db, provider, event, report, body), { ms: STORE_MS });
  } catch (error) {
    log.warn({ err: error, event: event.id }, 'a webhook could not be stored: the provider sends it again');
    return 'unavailable';
  }
}

async function store(
  db: Db,
  { name }: PaymentProvider,
  { id, type }: ProviderEvent,
  { paymentId, reference }: PaymentReport,
  body: Buffer,
): Promise<Receipt> {
  // It does not say whose it is: its payment does.
  if (paymentId === null && !(await hasPaymentOfReference(db, reference))) return 'not_ours';
  const isNew = await insertWebhook(db, { provider: name, eventId: id, type, body: body.toString('utf8') });
  return isNew ? 'stored' : 'duplicate';
}

export interface WorkOffOptions {
  readonly providerOf: (name: PaymentProvider['name']) => PaymentProvider | undefined;
  /** Runs in the transaction of each change, so that what follows from it is committed with it. */
  readonly onChange?: (trx: Trx, change: PaymentChange) => Promise<void>;
  readonly orphanAfterMs?: number;
  readonly log: Logger;
}

/** Works off stored events that are due, each in a transaction of its own. @returns how many it had a look at */
export async function workOffWebhooks(db: Db, o: WorkOffOptions): Promise<number> {
  for (let done = 0; done < PER_ROUND; done++) {
    const step = await retryTransaction(db, (trx) => workOffNext(trx, o)).catch((error: unknown) => {
      if (error instanceof CannotApply) return error;
      throw error;
    });
    if (step === 'none') return done;
    if (step === 'done') continue;
    // The transaction was rolled back, and with it whatever the event had begun to change.
    if (step instanceof CannotApply) {
      o.log.error({ err: step.cause, event: step.webhook.eventId }, 'a payment event could not be worked off');
      await postponeWebhook(db, step.webhook, messageOf(step.cause).slice(0, 500));
    } else await waitOrGiveBack(db, step, o);
  }
  return PER_ROUND;
}

class CannotApply extends Error {
  readonly webhook: DueWebhook;
  constructor(webhook: DueWebhook, cause: unknown) {
    super('a payment event could not be worked off', { cause });
    this.webhook = webhook;
  }
}

interface Orphan {
  readonly webhook: DueWebhook;
  readonly provider: PaymentProvider;
  readonly report: PaymentReport;
}

async function workOffNext(trx: Trx, o: WorkOffOptions): Promise<'none' | 'done' | Orphan> {
  const webhook = await takeDueWebhook(trx);
  if (webhook === null) return 'none';
  try {
    const provider = o.providerOf(webhook.provider);
    if (!provider) throw new Error(`the provider ${webhook.provider} is not set up here`);
    const event = provider.webhooks.read(JSON.parse(webhook.body));
    const result = await applyPaymentEvent(trx, event);
    if (result.kind === 'no_payment') return { webhook, provider, report: result.report };
    if (result.kind === 'applied') await o.onChange?.(trx, result.change);
    if (result.kind === 'rejected') {
      o.log.error({ event: event.id, reason: result.reason }, 'a payment event contradicts its payment: look into it');
    }
    await markWorkedOff(trx, webhook, result.kind === 'rejected' ? `rejected: ${result.reason}` : result.kind);
    return 'done';
  } catch (error) {
    throw new CannotApply(webhook, error);
  }
}

/** Its order may still be committed. One that never is must not keep the customer's money. */
async function waitOrGiveBack(db: Db, { webhook, provider, report }: Orphan, o: WorkOffOptions): Promise<void> {
  const age = Date.now() - webhook.receivedAt.getTime();
  await postponeWebhook(db, webhook, 'its payment is not there yet');
  if (age < (o.orphanAfterMs ?? ORPHAN_AFTER_MS)) return;
  o.log.warn({ event: webhook.eventId, reference: report.reference }, 'a payment has no order: it is given back');
  const isBack = await giveBack(provider, report);
  if (isBack) await markWorkedOff(db, webhook, 'given back: there is no such payment');
}

async function giveBack(provider: PaymentProvider, { reference, currency, observations, paymentId }: PaymentReport) {
  const voided = await provider.void({ reference }, strayCall(CALL_MS));
  if (voided.kind === 'done') return true;
  const captured = observations.find((seen) => seen.type === 'captured');
  // Its capture has an event of its own, which refunds it.
  if (!captured) return voided.kind === 'refused';
  const input = { paymentId: paymentId ?? '', reference, refundId: paymentId ?? '', amount: captured.amount, currency };
  const refunded = await provider.refund(input, { ...strayCall(CALL_MS), idempotencyKey: `orphan:${reference}` });
  return refunded.kind === 'done' || refunded.kind === 'refused';
}
