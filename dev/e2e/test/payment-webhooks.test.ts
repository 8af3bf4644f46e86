import { spawnPaymentSandbox, type SandboxProcess } from '@quartet/payment-sandbox';
import { createLogger, newId } from '@quartet/service-kit';
import { TOPOLOGIES } from '@quartet/launcher';
import { freshEnv, waitUntil } from '@quartet/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop, type Shop } from '../src/index.ts';

const SECRET = 'a-secret-of-tests';
const log = createLogger({ name: 'payment webhooks', level: 'silent' });

let sandbox: SandboxProcess;
beforeAll(async () => {
  sandbox = await spawnPaymentSandbox({ SANDBOX_PAYMENTS_SECRET: SECRET, TIME_SCALE: '0.1' });
});
afterAll(() => sandbox.stop());

/** The provider's own API, as its client. */
async function provider(path: string, body: object): Promise<unknown> {
  const response = await fetch(`${sandbox.url}/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${SECRET}`, 'idempotency-key': newId() },
    body: JSON.stringify(body),
  });
  return response.json();
}

describe.each(TOPOLOGIES)('%s', (topology) => {
  let shop: Shop;
  let webhooks: URL;
  beforeAll(async () => {
    const urls = await freshEnv();
    const env = {
      ...urls,
      PAYMENT_PROVIDER: 'sandbox',
      SANDBOX_PAYMENTS_URL: sandbox.url,
      SANDBOX_PAYMENTS_SECRET: SECRET,
    };
    shop = await openShop({ urls, env, log, topology });
    webhooks = new URL('/webhooks/payments/sandbox', shop.url);
  });
  afterAll(() => shop.close());

  it("a provider's event comes through the router to the table of orders, once", async () => {
    await provider('/webhook-targets', { url: webhooks.href });
    const paymentId = newId();
    const asked = { paymentId, application: 'quartet', amount: 100, currency: 'EUR' };
    await provider('/payments', { ...asked, method: 'sandbox_webhook_duplicate+webhook_foreign' });
    const stored = await waitUntil(async () => {
      const rows = await shop.stack.orders.db.selectFrom('payment_webhooks').select('body').execute();
      return rows.length > 0 ? rows : undefined;
    });
    expect(stored).toHaveLength(1);
    expect(stored[0]?.body).toContain(paymentId);
  });

  it('a forged one is refused there, and an unknown provider is not found', async () => {
    const post = async (url: URL | string) => (await fetch(url, { method: 'POST', body: '{}' })).status;
    expect(await post(webhooks)).toBe(400);
    expect(await post(new URL('/webhooks/payments/none', shop.url))).toBe(404);
  });
});
