import { createHmac } from 'node:crypto';
import { closeGracefully, createSubgraphServer, listen, newId } from '@quartet/service-kit';
import { silentProxy, type SilentProxy } from '@quartet/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPaymentProviders } from '../../src/payments/providers.ts';
import { paymentSettings } from '../../src/payments/settings.ts';
import { paymentWebhookRoute } from '../../src/payments/webhook-route.ts';
import { connect, freshOrders, log } from '../database.ts';
import { SECRET } from './shop.ts';

let url: string;
let proxy: SilentProxy;
let stop: () => Promise<void>;

beforeAll(async () => {
  const fresh = await freshOrders();
  proxy = await silentProxy(fresh.url);
  const settings = paymentSettings.parse({
    PAYMENT_PROVIDER: 'sandbox',
    SANDBOX_PAYMENTS_URL: 'http://127.0.0.1:1',
    SANDBOX_PAYMENTS_SECRET: SECRET,
  });
  const route = paymentWebhookRoute(connect(proxy.url), createPaymentProviders(settings), log);
  const server = createSubgraphServer({
    name: 'orders',
    checks: {},
    verify: () => Promise.reject(new Error('nobody is let in')),
    raw: [route],
    log,
  });
  url = await listen(server, { host: '127.0.0.1', port: 0 });
  stop = () => closeGracefully(server);
});
afterAll(() => stop());

function bodyOf(id: string, application = 'quartet'): string {
  const payment = {
    reference: `sbx_${id}`,
    paymentId: newId(),
    application,
    amount: 100,
    currency: 'EUR',
    status: 'authorised',
    authorisedUntil: null,
    captured: 0,
    declineReason: null,
    approvalUrl: null,
    clientSecret: null,
    refunds: [],
  };
  return JSON.stringify({ id, type: 'payment.authorised', payment });
}

async function post(body: string, o: { seconds?: number; secret?: string; provider?: string } = {}) {
  const { seconds = Math.floor(Date.now() / 1_000), secret = SECRET, provider = 'sandbox' } = o;
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  const response = await fetch(`${url}/webhooks/payments/${provider}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'sandbox-signature': `t=${seconds},v1=${signature}` },
  });
  return { status: response.status, ...((await response.json()) as { message: string }) };
}

it('answers 200 to what is stored, to what it knows, and to what is not ours', async () => {
  const body = bodyOf(newId());
  expect(await post(body)).toEqual({ status: 200, message: 'Received' });
  expect(await post(body)).toEqual({ status: 200, message: 'Received before' });
  expect(await post(bodyOf(newId(), 'another-shop'))).toEqual({ status: 200, message: 'Not a payment of this shop' });
});

it('answers 400 to what is not signed, too old or no event, and 404 for a provider that is not set up', async () => {
  expect((await post(bodyOf(newId()), { secret: 'another-secret' })).status).toBe(400);
  expect((await post(bodyOf(newId()), { seconds: Math.floor(Date.now() / 1_000) - 400 })).status).toBe(400);
  expect((await post('no JSON')).status).toBe(400);
  expect((await post('{"id":"e","type":"t","payment":{}}')).status).toBe(400);
  expect((await post(bodyOf(newId()), { provider: 'stripe' })).status).toBe(404);
  expect((await post(bodyOf(newId()), { provider: '__proto__' })).status).toBe(404);
});

it('while PostgreSQL is silent it answers 503 within two seconds, and takes the event when that is back', async () => {
  const body = bodyOf(newId());
  proxy.silence();
  const before = performance.now();
  expect((await post(body)).status).toBe(503);
  expect(performance.now() - before).toBeLessThan(2_000);
  proxy.restore();
  await expect.poll(async () => (await post(body)).status, { timeout: 15_000 }).toBe(200);
});
