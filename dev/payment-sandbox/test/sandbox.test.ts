import { createHmac, randomUUID } from 'node:crypto';
import { waitUntil } from '@quartet/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SandboxProcess, spawnPaymentSandbox } from '../src/index.ts';
import { type Listener, listen } from './listener.ts';

const SECRET = 'a-secret-of-tests';
let sandbox: SandboxProcess;
let shop: Listener;

beforeAll(async () => {
  shop = await listen();
  sandbox = await spawnPaymentSandbox({
    SANDBOX_PAYMENTS_SECRET: SECRET,
    WEBHOOK_URLS: shop.url,
    TIME_SCALE: '0.1',
  });
});
afterAll(() => sandbox.stop());

interface Payment {
  reference: string;
  status: string;
  captured: number;
  approvalUrl: string;
  refunds: { status: string; amount: number }[];
}
interface Answer {
  status: number;
  body: Payment & { error?: { code: string; payment?: Payment } };
}

async function post(path: string, body: object, key: string = randomUUID(), timeoutMs = 10_000): Promise<Answer> {
  const response = await fetch(`${sandbox.url}/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${SECRET}`, 'idempotency-key': key },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

async function find(paymentId: string): Promise<Payment[]> {
  const response = await fetch(`${sandbox.url}/v1/payments?paymentId=${paymentId}`, {
    headers: { authorization: `Bearer ${SECRET}` },
  });
  return ((await response.json()) as { payments: Payment[] }).payments;
}

const paymentOf = (method: string, paymentId: string = randomUUID()) => ({
  paymentId,
  application: 'quartet',
  amount: 2_489,
  currency: 'EUR',
  method,
  returnUrl: 'https://shop.example/checkout?step=3',
});

const authorise = async (method: string) => (await post('/payments', paymentOf(method))).body;

interface Event {
  id: string;
  type: string;
  payment: Payment & { application: string };
}
const events = (reference: string): Event[] =>
  shop.deliveries.map(({ body }) => JSON.parse(body) as Event).filter(({ payment }) => payment.reference === reference);
const typesOf = (reference: string) => events(reference).map(({ type }) => type);

it('says what it is, and listens on this machine alone', async () => {
  const response = await fetch(sandbox.url);
  expect(await response.json()).toMatchObject({ what: expect.stringContaining('No money moves') as string });
  expect(new URL(sandbox.url).hostname).toBe('127.0.0.1');
});

it('needs the secret, and an idempotency key with each POST', async () => {
  expect((await fetch(`${sandbox.url}/v1/payments`)).status).toBe(401);
  expect(await post('/payments', paymentOf('sandbox_ok'), '')).toMatchObject({ status: 400 });
});

it.each([
  ['sandbox_what', 'unknown_method'],
  ['pm_card_visa', 'unknown_method'],
])('%s is no token', async (method, code) => {
  expect(await post('/payments', paymentOf(method))).toMatchObject({ status: 400, body: { error: { code } } });
});

describe('a payment', () => {
  it('is authorised, captured once and refunded up to what was captured', async () => {
    const { reference, status } = await authorise('sandbox_ok');
    expect(status).toBe('authorised');
    expect(await post(`/payments/${reference}/capture`, { amount: 3_000 })).toMatchObject({ status: 409 });
    expect((await post(`/payments/${reference}/capture`, { amount: 2_489 })).body.captured).toBe(2_489);
    expect(await post(`/payments/${reference}/capture`, { amount: 2_489 })).toMatchObject({
      status: 409,
      body: { error: { code: 'wrong_state', payment: { captured: 2_489 } } },
    });
    const refund = (amount: number) => post(`/payments/${reference}/refunds`, { refundId: randomUUID(), amount });
    expect((await refund(2_000)).status).toBe(200);
    expect(await refund(500)).toMatchObject({ status: 409, body: { error: { code: 'amount_too_large' } } });
    await waitUntil(() => events(reference).length === 3, { what: 'its webhooks' });
    expect(typesOf(reference).sort()).toEqual(['payment.authorised', 'payment.captured', 'refund.succeeded']);
  });

  it('is voided as long as it is not captured', async () => {
    const { reference } = await authorise('sandbox_ok');
    expect((await post(`/payments/${reference}/void`, {})).body.status).toBe('voided');
    expect((await post(`/payments/${reference}/capture`, { amount: 1 })).status).toBe(409);
  });

  it('the same key answers the same again, another request with it is refused', async () => {
    const key = randomUUID();
    const asked = paymentOf('sandbox_ok');
    const [first, second] = [await post('/payments', asked, key), await post('/payments', asked, key)];
    expect(second).toEqual(first);
    expect(await find(asked.paymentId)).toHaveLength(1);
    expect(await post('/payments', { ...asked, amount: 1 }, key)).toMatchObject({
      status: 400,
      body: { error: { code: 'idempotency_mismatch' } },
    });
  });
});

describe('declines', () => {
  it.each([
    ['sandbox_declined', 'card_declined'],
    ['sandbox_insufficient_funds', 'insufficient_funds'],
    ['sandbox_expired_card', 'expired_card'],
    ['sandbox_fraud', 'fraud_suspected'],
  ])('%s', async (method, code) => {
    expect(await post('/payments', paymentOf(method))).toMatchObject({
      status: 402,
      body: { error: { code, payment: { status: 'declined' } } },
    });
  });

  it('sandbox_capture_declined: authorised, but not captured', async () => {
    const { reference } = await authorise('sandbox_capture_declined');
    expect(await post(`/payments/${reference}/capture`, { amount: 1 })).toMatchObject({ status: 402 });
  });

  it('sandbox_lapses: the authorisation has lapsed when it is captured', async () => {
    const { reference } = await authorise('sandbox_lapses');
    expect(await post(`/payments/${reference}/capture`, { amount: 1 })).toMatchObject({
      status: 409,
      body: { error: { code: 'lapsed', payment: { status: 'voided' } } },
    });
  });
});

describe('sandbox_action', () => {
  const decide = (url: string, decision: string) => {
    const body = new URLSearchParams({ secret: new URL(url).searchParams.get('secret') ?? '', decision });
    return fetch(url, { method: 'POST', body, redirect: 'manual' });
  };

  it.each([
    ['approve', 'authorised'],
    ['decline', 'declined'],
  ])('%s on its page, then back to the shop', async (decision, outcome) => {
    const payment = await authorise('sandbox_action');
    expect(payment.status).toBe('action_required');
    const shown = await fetch(payment.approvalUrl);
    expect(await shown.text()).toContain('Approve 24.89 EUR?');
    const answer = await decide(payment.approvalUrl, decision);
    expect(answer.status).toBe(303);
    const back = new URL(answer.headers.get('location') ?? '');
    expect(back.origin).toBe('https://shop.example');
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ step: '3', outcome });
    await waitUntil(() => typesOf(payment.reference).includes(`payment.${outcome}`));
    expect(await (await fetch(payment.approvalUrl)).text()).toContain('nothing to approve');
  });

  it('needs the secret of its address, and cannot be approved once it was voided', async () => {
    const payment = await authorise('sandbox_action');
    expect((await fetch(payment.approvalUrl.replace(/secret=.*/, 'secret=0'))).status).toBe(404);
    await post(`/payments/${payment.reference}/void`, {});
    const back = await decide(payment.approvalUrl, 'approve');
    expect(back.headers.get('location')).toContain('outcome=voided');
  });

  it('is declined where nobody can be sent back', async () => {
    const asked = { ...paymentOf('sandbox_action'), returnUrl: null };
    expect(await post('/payments', asked)).toMatchObject({
      status: 402,
      body: { error: { code: 'authentication_failed' } },
    });
  });
});

describe('faults', () => {
  it('sandbox_slow answers late', async () => {
    const before = performance.now();
    await authorise('sandbox_slow');
    expect(performance.now() - before).toBeGreaterThan(140);
  });

  it('sandbox_rate_limited: 429 once', async () => {
    const asked = paymentOf('sandbox_rate_limited');
    const key = randomUUID();
    expect((await post('/payments', asked, key)).status).toBe(429);
    expect((await post('/payments', asked, key)).status).toBe(200);
  });

  it('sandbox_authorise_timeout: no answer, but it was done', async () => {
    const asked = paymentOf('sandbox_authorise_timeout');
    const key = randomUUID();
    await expect(post('/payments', asked, key, 200)).rejects.toThrow('timeout');
    expect(await find(asked.paymentId)).toMatchObject([{ status: 'authorised' }]);
    expect(await post('/payments', asked, key)).toMatchObject({ status: 200 });
    expect(await find(asked.paymentId)).toHaveLength(1);
  });

  it('sandbox_authorise_500: stored for its key and not done; another key works', async () => {
    const asked = paymentOf('sandbox_authorise_500');
    const key = randomUUID();
    for (let i = 0; i < 3; i++) expect((await post('/payments', asked, key)).status).toBe(500);
    expect(await find(asked.paymentId)).toEqual([]);
    expect((await post('/payments', asked)).status).toBe(200);
  });

  it('sandbox_authorise_500_done: stored for its key, and done', async () => {
    const asked = paymentOf('sandbox_authorise_500_done');
    const key = randomUUID();
    for (let i = 0; i < 2; i++) expect((await post('/payments', asked, key)).status).toBe(500);
    expect(await find(asked.paymentId)).toMatchObject([{ status: 'authorised' }]);
  });

  const later = [
    ['capture', 'capture', { amount: 2_489 }, 'captured'],
    ['void', 'void', {}, 'voided'],
  ] as const;
  it.each(later)('sandbox_%s_timeout, _500 and _500_done', async (operation, path, body, done) => {
    const timedOut = await authorise(`sandbox_${operation}_timeout`);
    await expect(post(`/payments/${timedOut.reference}/${path}`, body, randomUUID(), 200)).rejects.toThrow('timeout');
    const failed = await authorise(`sandbox_${operation}_500`);
    const key = randomUUID();
    expect((await post(`/payments/${failed.reference}/${path}`, body, key)).status).toBe(500);
    expect((await post(`/payments/${failed.reference}/${path}`, body, key)).status).toBe(500);
    expect((await post(`/payments/${failed.reference}/${path}`, body)).body.status).toBe(done);
    const failedDone = await authorise(`sandbox_${operation}_500_done`);
    expect((await post(`/payments/${failedDone.reference}/${path}`, body)).status).toBe(500);
    expect(await post(`/payments/${failedDone.reference}/${path}`, body)).toMatchObject({
      status: 409,
      body: { error: { payment: { status: done } } },
    });
  });

  it('sandbox_refund_timeout, _500_done, _pending and _fails', async () => {
    const capturedWith = async (method: string) => {
      const { reference } = await authorise(method);
      await post(`/payments/${reference}/capture`, { amount: 2_489 });
      return `/payments/${reference}/refunds`;
    };
    const refund = (timeoutMs = 10_000) => [{ refundId: randomUUID(), amount: 100 }, undefined, timeoutMs] as const;
    const timedOut = await capturedWith('sandbox_refund_timeout');
    await expect(post(timedOut, ...refund(200))).rejects.toThrow('timeout');
    expect((await post(timedOut, ...refund())).body.refunds).toHaveLength(2);
    expect((await post(await capturedWith('sandbox_refund_500_done'), ...refund())).status).toBe(500);
    expect((await post(await capturedWith('sandbox_refund_500'), ...refund())).status).toBe(500);
    const fails = await post(await capturedWith('sandbox_refund_fails'), ...refund());
    expect(fails.body.refunds).toMatchObject([{ status: 'failed' }]);
    const pending = await post(await capturedWith('sandbox_refund_pending'), ...refund());
    expect(pending.body.refunds).toMatchObject([{ status: 'pending' }]);
    await waitUntil(() => typesOf(pending.body.reference).includes('refund.succeeded'));
  });
});

describe('webhooks', () => {
  const captureAfter = async (method: string): Promise<string> => {
    const { reference } = await authorise(method);
    await post(`/payments/${reference}/capture`, { amount: 2_489 });
    return reference;
  };

  it('are signed over the time and the bytes of the body', async () => {
    const reference = await captureAfter('sandbox_ok');
    await waitUntil(() => events(reference).length === 2);
    const { body, headers } = shop.deliveries.find((one) => one.body.includes(reference))!;
    const [, seconds, signature] = /^t=(\d+),v1=(\w+)$/.exec(String(headers['sandbox-signature']))!;
    expect(signature).toBe(createHmac('sha256', SECRET).update(`${seconds}.${body}`).digest('hex'));
    expect(Math.abs(Date.now() / 1_000 - Number(seconds))).toBeLessThan(60);
  });

  it('come again until they are taken', async () => {
    const { reference } = await authorise('sandbox_webhook_late');
    shop.refuse(2, reference);
    await waitUntil(() => events(reference).length === 3);
    expect(new Set(events(reference).map(({ id }) => id)).size).toBe(1);
  });

  it('sandbox_webhook_duplicate: each three times', async () => {
    const { reference } = await authorise('sandbox_webhook_duplicate');
    await waitUntil(() => events(reference).length === 3);
    expect(new Set(events(reference).map(({ id }) => id)).size).toBe(1);
  });

  it('sandbox_webhook_reversed: the last one first', async () => {
    const reference = await captureAfter('sandbox_webhook_reversed');
    await waitUntil(() => events(reference).length === 2);
    expect(typesOf(reference)).toEqual(['payment.captured', 'payment.authorised']);
  });

  it('sandbox_webhook_first: before the answer of the call that caused it', async () => {
    const { reference } = await authorise('sandbox_webhook_first');
    expect(typesOf(reference)).toEqual(['payment.authorised']);
  });

  it('sandbox_webhook_late: long after the answer; sandbox_webhook_none: never', async () => {
    const none = await captureAfter('sandbox_webhook_none');
    const { reference } = await authorise('sandbox_webhook_late');
    expect(events(reference)).toEqual([]);
    await waitUntil(() => events(reference).length === 1);
    expect(events(none)).toEqual([]);
  });

  it('sandbox_webhook_foreign: and one of another application on the account', async () => {
    const { reference } = await authorise('sandbox_webhook_foreign');
    await waitUntil(() => events(reference).length === 1);
    const isForeign = ({ body }: { body: string }) => body.includes('another-shop');
    await waitUntil(() => shop.deliveries.some(isForeign));
  });

  it('go to targets that are added later too', async () => {
    const another = await listen();
    expect((await post('/webhook-targets', { url: another.url })).status).toBe(200);
    await authorise('sandbox_ok');
    await waitUntil(() => another.deliveries.length === 1);
  });
});
