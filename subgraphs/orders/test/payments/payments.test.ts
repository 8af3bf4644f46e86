import { newId } from '@quartet/service-kit';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/database.ts';
import { statusOf } from '../../src/payments/payment.ts';
import { callProvider, commandPayment, lookUp } from '../../src/payments/payments.service.ts';
import type { PaymentProvider } from '../../src/payments/provider/provider.ts';
import { settlePayments } from '../../src/payments/settle-payment.service.ts';
import { freshOrders } from '../database.ts';
import { AMOUNT, caller, paymentOf, pendingPayment, startSandbox } from './shop.ts';

let db: Db;
let provider: PaymentProvider;
beforeAll(async () => {
  ({ db } = await freshOrders());
  provider = await startSandbox();
});

const authorise = { type: 'authorise' } as const;
const capture = { type: 'capture' } as const;
const stored = async (id: string) => statusOf(await paymentOf(db, id));
const rowOf = (id: string) => db.selectFrom('payments').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const cancel = (id: string) => db.transaction().execute((trx) => commandPayment(trx, id, { type: 'cancel' }));
const settle = () =>
  settlePayments(db, () => provider, {
    onError: (error) => {
      throw error;
    },
  });
const atProvider = async (paymentId: string) => {
  const found = await provider.find({ paymentId, reference: null, attemptedAt: new Date(), deadlineMs: 5_000 });
  return found.kind === 'found' ? found.reports.map(({ observations }) => observations.map(({ type }) => type)) : found;
};

describe('a payment', () => {
  it('is authorised, captured and refunded, and the row says so', async () => {
    const id = await pendingPayment(db);
    const call = caller(db, provider, id);
    expect(await call(authorise)).toMatchObject({ kind: 'called', outcome: { kind: 'done' } });
    expect(await stored(id)).toBe('AUTHORISED');
    await call(capture);
    await call({ type: 'refund', refundId: newId(), amount: 489 });
    expect(await rowOf(id)).toMatchObject({
      status: 'CAPTURED',
      provider_ref: expect.stringMatching(/^sbx_pay_/) as string,
      amount: AMOUNT,
      authorised: AMOUNT,
      captured: AMOUNT,
      refunded: 489,
      attempt: 3,
      call_state: 'OVER',
      settle_at: null,
    });
    await call({ type: 'refund', refundId: newId(), amount: 2_000 });
    expect(await stored(id)).toBe('REFUNDED');
  });

  it('the attempt is stored before the provider is called', async () => {
    const id = await pendingPayment(db);
    let during: unknown;
    const watched: PaymentProvider = {
      ...provider,
      async authorise(input, options) {
        const { attempt, call_state: state, called_at: at } = await rowOf(id);
        during = { attempt, state, key: options.idempotencyKey, isTimed: at !== null };
        return provider.authorise(input, options);
      },
    };
    await caller(db, watched, id)(authorise);
    expect(during).toEqual({ attempt: 1, state: 'RUNNING', key: `${id}:authorise:1`, isTimed: true });
  });

  it('two processes at once make one call', async () => {
    const id = await pendingPayment(db);
    const call = caller(db, provider, id, 'sandbox_slow');
    const kinds = (await Promise.all([call(authorise), call(authorise), call(authorise)])).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['called', 'refused', 'refused']);
    expect(await atProvider(id)).toEqual([['authorised']]);
  });

  it('that is declined says why', async () => {
    const id = await pendingPayment(db);
    const result = await caller(db, provider, id, 'sandbox_insufficient_funds')(authorise);
    expect(result).toMatchObject({ outcome: { kind: 'declined', reason: 'insufficient_funds' } });
    expect(await rowOf(id)).toMatchObject({ status: 'FAILED', decline_reason: 'insufficient_funds' });
  });

  it('that waits for its customer keeps where that is', async () => {
    const id = await pendingPayment(db);
    await caller(db, provider, id, 'sandbox_action')(authorise);
    expect(await paymentOf(db, id)).toMatchObject({ action: { url: expect.stringContaining('/approve/') as string } });
    expect(await stored(id)).toBe('ACTION_REQUIRED');
  });

  it('its reference is one payment alone', async () => {
    const [first, second] = [await pendingPayment(db), await pendingPayment(db)];
    await caller(db, provider, first)(authorise);
    const { provider_ref: reference } = await rowOf(first);
    const taking = db.updateTable('payments').set({ provider_ref: reference }).where('id', '=', second).execute();
    await expect(taking).rejects.toThrow('payments_provider_ref_once');
  });

  it.each(['captured = amount + 1', 'refunded = 1', "status = 'PAID'", 'call_state = null'])(
    'the database refuses %s',
    async (change) => {
      const id = await pendingPayment(db);
      await sql`update payments set call_operation = 'void', call_state = 'OVER' where id = ${id}`.execute(db);
      await expect(sql`update payments set ${sql.raw(change)} where id = ${id}`.execute(db)).rejects.toThrow('check');
    },
  );
});

describe('an unknown outcome', () => {
  it('a capture that was done and timed out is found, and not made again', async () => {
    const id = await pendingPayment(db);
    const call = caller(db, provider, id, 'sandbox_capture_timeout');
    await call(authorise);
    expect(await call(capture, 400)).toMatchObject({ outcome: { kind: 'unknown', reason: 'timeout' } });
    expect(await stored(id)).toBe('UNKNOWN');
    expect(await call(capture)).toMatchObject({ kind: 'refused', reason: 'outcome_unknown' });
    await lookUp(db, provider, { paymentId: id, deadlineMs: 5_000 });
    expect(await stored(id)).toBe('CAPTURED');
    expect(await call(capture)).toMatchObject({ kind: 'refused', reason: 'already_done' });
  });

  it('a stored 500 is asked about, then tried with a new attempt', async () => {
    const id = await pendingPayment(db);
    const call = caller(db, provider, id, 'sandbox_authorise_500');
    expect(await call(authorise)).toMatchObject({ outcome: { kind: 'unknown', reason: 'provider_error' } });
    const asked = await lookUp(db, provider, { paymentId: id, deadlineMs: 5_000 });
    expect(asked?.outcome).toEqual({ kind: 'nothing' });
    expect(await call(authorise)).toMatchObject({ outcome: { kind: 'done' } });
    expect(await rowOf(id)).toMatchObject({ attempt: 2, status: 'AUTHORISED' });
  });

  it('a 500 of what was done is found', async () => {
    const id = await pendingPayment(db);
    await caller(db, provider, id, 'sandbox_authorise_500_done')(authorise);
    await lookUp(db, provider, { paymentId: id, deadlineMs: 5_000 });
    expect(await stored(id)).toBe('AUTHORISED');
    expect(await atProvider(id)).toHaveLength(1);
  });

  it('the process that made the call is gone: another one asks', async () => {
    const id = await pendingPayment(db);
    const dies: PaymentProvider = {
      ...provider,
      async authorise(input, options) {
        await provider.authorise(input, options);
        throw new Error('killed');
      },
    };
    await expect(caller(db, dies, id)(authorise)).rejects.toThrow('killed');
    expect(await caller(db, provider, id)(authorise)).toMatchObject({ reason: 'outcome_unknown' });
    await lookUp(db, provider, { paymentId: id, deadlineMs: 5_000 });
    expect(await stored(id)).toBe('AUTHORISED');
  });

  it('while the provider is away nothing is guessed', async () => {
    const id = await pendingPayment(db);
    const away: PaymentProvider = {
      ...provider,
      find: () => Promise.resolve({ kind: 'unknown', reason: 'unreachable' }),
    };
    await caller(db, provider, id, 'sandbox_authorise_timeout')(authorise, 300);
    await lookUp(db, away, { paymentId: id, deadlineMs: 1_000 });
    expect(await stored(id)).toBe('UNKNOWN');
  });
});

describe('a payment that was given up', () => {
  it('is voided', async () => {
    const id = await pendingPayment(db);
    await caller(db, provider, id)(authorise);
    await cancel(id);
    await settle();
    expect(await stored(id)).toBe('VOIDED');
    expect(await atProvider(id)).toEqual([['voided']]);
    expect((await rowOf(id)).settle_at).toBeNull();
  });

  it('is refunded where it was captured, also what a time-out hid', async () => {
    const id = await pendingPayment(db);
    const call = caller(db, provider, id, 'sandbox_capture_timeout');
    await call(authorise);
    await call(capture, 300);
    await cancel(id);
    await sql`update payments set settle_at = now() where id = ${id}`.execute(db);
    await settle();
    expect(await rowOf(id)).toMatchObject({ status: 'REFUNDED', captured: AMOUNT, refunded: AMOUNT });
  });

  it('is voided where its authorisation lapsed before the capture', async () => {
    const id = await pendingPayment(db);
    const call = caller(db, provider, id, 'sandbox_lapses');
    await call(authorise);
    expect(await call(capture)).toMatchObject({ outcome: { kind: 'refused', reason: 'lapsed' } });
    expect(await stored(id)).toBe('VOIDED');
  });

  it('a refund whose answer was lost is paid once', async () => {
    const id = await pendingPayment(db);
    const call = caller(db, provider, id, 'sandbox_refund_timeout');
    await call(authorise);
    await call(capture);
    await call({ type: 'refund', refundId: newId(), amount: 1_000 }, 300);
    await cancel(id);
    await sql`update payments set settle_at = now() where id = ${id}`.execute(db);
    await settle();
    expect(await rowOf(id)).toMatchObject({ status: 'REFUNDED', refunded: AMOUNT });
    const refunds = await db.selectFrom('payment_refunds').select('amount').where('payment_id', '=', id).execute();
    expect(refunds.map(({ amount }) => amount).toSorted()).toEqual([1_000, 1_489]);
  });

  it('two workers do each thing once', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => pendingPayment(db)));
    for (const id of ids) {
      const call = caller(db, provider, id);
      await call(authorise);
      await call(capture);
      await cancel(id);
    }
    await Promise.all([settle(), settle(), settle()]);
    for (const id of ids) expect(await rowOf(id)).toMatchObject({ status: 'REFUNDED', refunded: AMOUNT });
  });

  it('what the provider refuses is tried again later and later, not at once', async () => {
    const id = await pendingPayment(db);
    await caller(db, provider, id)(authorise);
    await cancel(id);
    let calls = 0;
    const refuses: PaymentProvider = {
      ...provider,
      void: () => {
        calls += 1;
        return Promise.resolve({ kind: 'refused', reason: 'no_payment', report: null });
      },
    };
    const settleBy = () => settlePayments(db, () => refuses, { onError: () => undefined });
    const waits: number[] = [];
    for (let round = 0; round < 3; round++) {
      await sql`update payments set settle_at = now() where id = ${id}`.execute(db);
      await settleBy();
      await settleBy();
      const { rows } = await sql<{ wait: number }>`
        select extract(epoch from settle_at - now())::float as wait from payments where id = ${id}`.execute(db);
      waits.push(rows[0]!.wait);
    }
    expect(calls).toBe(3);
    const [first = 0, second = 0, third = 0] = waits;
    expect(first).toBeGreaterThan(3);
    expect(second).toBeGreaterThan(first + 3);
    expect(third).toBeGreaterThan(second + 6);
    await settle();
    await sql`update payments set settle_at = null where id = ${id}`.execute(db);
  });

  it('a second payment that the provider made for it is voided', async () => {
    const id = await pendingPayment(db);
    const twice = await provider.authorise(
      { paymentId: id, amount: AMOUNT, currency: 'EUR', method: 'sandbox_ok', returnUrl: null },
      { idempotencyKey: newId(), deadlineMs: 5_000 },
    );
    await caller(db, provider, id)(authorise);
    if (twice.kind !== 'done') throw new Error(twice.kind);
    const { report } = twice;
    await db.transaction().execute((trx) => commandPayment(trx, id, { type: 'observe', report }));
    await settle();
    expect(await stored(id)).toBe('AUTHORISED');
    expect((await atProvider(id)) as string[][]).toEqual(expect.arrayContaining([['voided'], ['authorised']]));
    expect((await rowOf(id)).settle_at).toBeNull();
  });
});

it('an answer in another currency changes nothing and is an error', async () => {
  const id = await pendingPayment(db);
  const wrong: PaymentProvider = {
    ...provider,
    authorise: (input, options) => provider.authorise({ ...input, currency: 'USD' }, options),
  };
  const calling = callProvider(db, wrong, {
    paymentId: id,
    command: authorise,
    method: 'sandbox_ok',
    deadlineMs: 5_000,
  });
  await expect(calling).rejects.toThrow('currency_mismatch');
  expect(await rowOf(id)).toMatchObject({ authorised: 0, provider_ref: null });
});
