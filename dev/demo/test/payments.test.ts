import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readOrdersEnv } from '@quartet/orders';
import { newId } from '@quartet/service-kit';
import { expect, it, onTestFinished } from 'vitest';
import { startDemoPayments } from '../src/start/payments.ts';

const ENGINES = { ORDERS_DATABASE_URL: 'postgres://x/y', REDIS_URL: 'redis://x' };

it('runs the sandbox with settings that orders takes, and sends its events to the router', async () => {
  const paths: (string | undefined)[] = [];
  const router = createServer((request, response) => {
    paths.push(request.url);
    response.end();
  }).listen(0, '127.0.0.1');
  await once(router, 'listening');
  onTestFinished(() => void router.close());
  const payments = await startDemoPayments({});
  if (!payments) throw new Error('there is no sandbox');
  onTestFinished(() => payments.stop());
  const { payments: settings } = readOrdersEnv({ ...ENGINES, ...payments.settings });
  expect(settings?.PAYMENT_PROVIDER).toBe('sandbox');

  await payments.sendEventsTo(`http://127.0.0.1:${(router.address() as AddressInfo).port}/graphql`);
  await fetch(`${payments.url}/v1/payments`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${String(settings?.SANDBOX_PAYMENTS_SECRET)}`,
      'idempotency-key': newId(),
    },
    body: JSON.stringify({
      paymentId: newId(),
      application: 'quartet',
      amount: 100,
      currency: 'EUR',
      method: 'sandbox_webhook_first',
    }),
  });
  expect(paths).toEqual(['/webhooks/payments/sandbox']);
});

it.each([{ PAYMENT_PROVIDER: 'stripe' }, { NODE_ENV: 'production' }])('leaves a shop with %j alone', async (env) => {
  expect(await startDemoPayments(env)).toBeUndefined();
});
