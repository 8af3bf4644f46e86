import { createHmac } from 'node:crypto';
import { newId } from '@quartet/service-kit';
import { waitUntil } from '@quartet/test-kit';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/database.ts';
import { statusOf } from '../../src/payments/payment.ts';
import { commandPayment, type PaymentChange } from '../../src/payments/payments.service.ts';
import type { PaymentProvider } from '../../src/payments/provider/provider.ts';
import { pruneWebhooks } from '../../src/payments/webhooks.repository.ts';
import { receiveWebhook, workOffWebhooks, type WorkOffOptions } from '../../src/payments/webhooks.service.ts';
import { startPaymentWorker } from '../../src/workers/payments.ts';
import { freshOrders, log } from '../database.ts';
import { AMOUNT, caller, paymentOf, pendingPayment, SECRET, startSandbox } from './shop.ts';

let db: Db;
let provider: PaymentProvider;
beforeAll(async () => {
  ({ db } = await freshOrders());
  provider = await startSandbox();
});

interface EventOptions {
  readonly paymentId: string;
  readonly id?: string;
  readonly reference?: string;
  readonly change?: object;
}

/** A signed event, as the sandbox sends it. */
function event({ paymentId, id = newId(), reference = `sbx_${paymentId}`, change = {} }: EventOptions) {
  const payment = {
    reference,
    paymentId,
    application: 'quartet',
    amount: AMOUNT,
    currency: 'EUR',
    status: 'authorised',
    authorisedUntil: null,
    captured: 0,
    declineReason: null,
    approvalUrl: null,
    clientSecret: null,
    refunds: [],
    ...change,
  };
  const body = Buffer.from(JSON.stringify({ id, type: 'payment.changed', payment }));
  const seconds = Math.floor(Date.now() / 1_000);
  const signature = createHmac('sha256', SECRET).update(`${seconds}.`).update(body).digest('hex');
  return { body, headers: { 'sandbox-signature': `t=${seconds},v1=${signature}` }, now: new Date() };
}

const CALL = { idempotencyKey: newId(), deadlineMs: 5_000 };
const CAPTURED = { status: 'captured', captured: AMOUNT };
const receive = (options: EventOptions) => receiveWebhook(db, provider, event(options), log);
const workOff = (options: Partial<WorkOffOptions> = {}) =>
  workOffWebhooks(db, { providerOf: () => provider, log, ...options });
const resultOf = async (id: string) =>
  db
    .selectFrom('payment_webhooks')
    .select(['result', 'worked_off_at', 'attempts'])
    .where('event_id', '=', id)
    .executeTakeFirst();
/** Makes what was put off due again. */
const makeDue = () =>
  db
    .updateTable('payment_webhooks')
    .set({ next_attempt_at: new Date(0) })
    .execute();

describe('a delivery', () => {
  it('is stored once, however often it comes', async () => {
    const id = newId();
    const paymentId = await pendingPayment(db);
    const receipts = await Promise.all(Array.from({ length: 5 }, () => receive({ paymentId, id })));
    expect(receipts.toSorted()).toEqual(['duplicate', 'duplicate', 'duplicate', 'duplicate', 'stored']);
  });

  it('of another application on the account is not stored', async () => {
    const id = newId();
    expect(await receive({ paymentId: newId(), id, change: { application: 'another-shop' } })).toBe('not_ours');
    expect(await resultOf(id)).toBeUndefined();
  });

  it('with a wrong signature, a stale one or a strange form is not stored', async () => {
    const { body, headers, now } = event({ paymentId: newId() });
    const changed = Buffer.concat([body, Buffer.from(' ')]);
    expect(await receiveWebhook(db, provider, { body: changed, headers, now }, log)).toBe('bad_signature');
    const later = new Date(now.getTime() + 301_000);
    expect(await receiveWebhook(db, provider, { body, headers, now: later }, log)).toBe('stale');
    expect(await receive({ paymentId: 'none' })).toBe('unreadable');
  });
});

describe('working off', () => {
  it('takes over what the event says, with what follows from it in the same transaction', async () => {
    const [paymentId, id] = [await pendingPayment(db), newId()];
    await receive({ paymentId, id });
    const changes: PaymentChange[] = [];
    await workOff({ onChange: (_trx, change) => Promise.resolve(void changes.push(change)) });
    expect(statusOf(await paymentOf(db, paymentId))).toBe('AUTHORISED');
    expect(await resultOf(id)).toMatchObject({ result: 'applied', attempts: 1 });
    expect(changes.filter(({ after }) => after.id === paymentId)).toMatchObject([
      { before: { authorised: 0 }, after: { authorised: AMOUNT } },
    ]);
  });

  it('what cannot follow leaves the payment as it was, and the event for later', async () => {
    const [paymentId, id] = [await pendingPayment(db), newId()];
    await receive({ paymentId, id });
    await workOff({ onChange: () => Promise.reject(new Error('no order yet')) });
    expect(statusOf(await paymentOf(db, paymentId))).toBe('PENDING');
    expect(await resultOf(id)).toMatchObject({ result: 'no order yet', worked_off_at: null });
    await makeDue();
    await workOff();
    expect(statusOf(await paymentOf(db, paymentId))).toBe('AUTHORISED');
  });

  it('one bad event does not hold up the others', async () => {
    const [bad, good] = [await pendingPayment(db), await pendingPayment(db)];
    await receive({ paymentId: bad });
    await receive({ paymentId: good });
    await workOff({
      onChange: (_trx, { after }) => (after.id === bad ? Promise.reject(new Error('bad')) : Promise.resolve()),
    });
    expect(statusOf(await paymentOf(db, good))).toBe('AUTHORISED');
    await makeDue();
    await workOff();
  });

  it('an event that is earlier than its payment waits for it', async () => {
    const [paymentId, id] = [newId(), newId()];
    await receive({ paymentId, id, change: CAPTURED });
    await workOff();
    expect(await resultOf(id)).toMatchObject({ worked_off_at: null, result: 'its payment is not there yet' });
    await pendingPayment(db, paymentId);
    await makeDue();
    await workOff();
    expect(statusOf(await paymentOf(db, paymentId))).toBe('CAPTURED');
  });

  it('a payment of ours whose order never comes is given back', async () => {
    const asked = { amount: AMOUNT, currency: 'EUR', method: 'sandbox_ok', returnUrl: null };
    const call = () => ({ idempotencyKey: newId(), deadlineMs: 5_000 });
    const orphans = [newId(), newId()];
    const references: string[] = [];
    for (const paymentId of orphans) {
      const outcome = await provider.authorise({ paymentId, ...asked }, call());
      if (outcome.kind !== 'done') throw new Error(outcome.kind);
      references.push(outcome.report.reference);
    }
    const [authorised = '', captured = ''] = references;
    await provider.capture({ reference: captured, amount: AMOUNT, currency: 'EUR' }, call());
    await receive({ paymentId: orphans[0]!, reference: authorised });
    await receive({ paymentId: orphans[1]!, reference: captured, change: CAPTURED });
    await workOff({ orphanAfterMs: 0 });
    const typesOf = async (paymentId: string) => {
      const found = await provider.find({ paymentId, reference: null, attemptedAt: new Date(), deadlineMs: 5_000 });
      return found.kind === 'found' ? found.reports[0]!.observations.map(({ type }) => type) : found.kind;
    };
    expect(await typesOf(orphans[0]!)).toEqual(['voided']);
    expect(await typesOf(orphans[1]!)).toEqual(['authorised', 'captured', 'refund']);
  });

  it.each([
    ['currency_mismatch', { currency: 'USD' }],
    ['amount_mismatch', { amount: 1 }],
  ])('an event that contradicts its payment changes nothing: %s', async (reason, change) => {
    const [paymentId, id] = [await pendingPayment(db), newId()];
    await receive({ paymentId, id, change });
    await workOff();
    expect(await resultOf(id)).toMatchObject({ result: `rejected: ${reason}` });
    expect(statusOf(await paymentOf(db, paymentId))).toBe('PENDING');
  });

  it('a late success of a cancelled payment is voided, and a late capture refunded', async () => {
    const paymentId = await pendingPayment(db);
    await db.updateTable('payments').set({ is_cancelled: true }).where('id', '=', paymentId).execute();
    await receive({ paymentId, change: CAPTURED });
    await workOff();
    const row = await db.selectFrom('payments').selectAll().where('id', '=', paymentId).executeTakeFirstOrThrow();
    expect(row.settle_at).not.toBeNull();
    await db.updateTable('payments').set({ settle_at: null }).where('id', '=', paymentId).execute();
  });

  it('before the answer of the call that caused it, and the answer changes nothing more', async () => {
    const paymentId = await pendingPayment(db);
    const early: PaymentProvider = {
      ...provider,
      async authorise(input, options) {
        const outcome = await provider.authorise(input, options);
        if (outcome.kind !== 'done') return outcome;
        await receive({ paymentId, reference: outcome.report.reference });
        await workOff();
        return outcome;
      },
    };
    await caller(db, early, paymentId)({ type: 'authorise' });
    expect(await paymentOf(db, paymentId)).toMatchObject({ authorised: AMOUNT, lastCall: { state: 'OVER' } });
  });

  it('in any order, with any repetition, by two workers, ends in the same state', async () => {
    const refundId = newId();
    const refunded = (status: string) => (paymentId: string) => ({
      ...CAPTURED,
      refunds: [{ reference: `sbx_ref_${paymentId}`, refundId, amount: 489, status }],
    });
    const life = [() => ({}), () => CAPTURED, refunded('pending'), refunded('succeeded')];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...life, ...life], { minLength: 8 }), async (shuffled) => {
        const paymentId = await pendingPayment(db);
        for (const change of shuffled) {
          expect(await receive({ paymentId, change: change(paymentId) })).toBe('stored');
        }
        await Promise.all([workOff(), workOff()]);
        const row = await db.selectFrom('payments').selectAll().where('id', '=', paymentId).executeTakeFirstOrThrow();
        expect(row).toMatchObject({ status: 'CAPTURED', captured: AMOUNT, refunded: 489, settle_at: null });
      }),
      { numRuns: 12 },
    );
  });
});

it('a worker works them off, and gives back what was given up', async () => {
  const paymentId = await pendingPayment(db);
  await caller(db, provider, paymentId)({ type: 'authorise' });
  const { reference } = await paymentOf(db, paymentId);
  await receive({ paymentId, reference: String(reference), change: CAPTURED });
  await provider.capture({ reference: String(reference), amount: AMOUNT, currency: 'EUR' }, CALL);
  await db.transaction().execute((trx) => commandPayment(trx, paymentId, { type: 'cancel' }));
  const providers = { current: provider, isEmpty: false, get: () => provider, close: () => Promise.resolve() };
  const worker = startPaymentWorker({ db, providers, log });
  try {
    await waitUntil(async () => statusOf(await paymentOf(db, paymentId)) === 'REFUNDED', { deadlineMs: 15_000 });
  } finally {
    await worker.stop();
  }
});

it('events go after 40 days', async () => {
  const [old, young] = [newId(), newId()];
  for (const id of [old, young]) await receive({ paymentId: newId(), id });
  const before = new Date(Date.now() - 41 * 24 * 60 * 60_000);
  await db.updateTable('payment_webhooks').set({ received_at: before }).where('event_id', '=', old).execute();
  expect(await pruneWebhooks(db)).toEqual({ rows: 1, more: false });
  expect(await resultOf(old)).toBeUndefined();
  expect(await resultOf(young)).toBeDefined();
});
