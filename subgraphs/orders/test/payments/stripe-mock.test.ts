import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { newId } from '@quartet/service-kit';
import { waitUntil } from '@quartet/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStripeProvider } from '../../src/payments/provider/stripe.ts';

const program = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'stripe-mock'))
  .find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

const TITLE = program === undefined ? 'skipped: stripe-mock is not on the PATH' : 'against stripe-mock';

/** It knows Stripe's API by its specification: it refuses parameters that do not exist, and remembers nothing. */
describe.skipIf(program === undefined)(TITLE, () => {
  let mock: ChildProcess;
  let url: string;
  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    mock = spawn(String(program), ['-http-addr', `127.0.0.1:${port}`], { stdio: 'ignore' });
    await waitUntil(async () => (await fetch(url)).status > 0, { what: 'stripe-mock', deadlineMs: 30_000 });
  });
  afterAll(async () => {
    const ended = once(mock, 'exit');
    mock.kill();
    await ended;
  });

  const provider = () =>
    createStripeProvider({ secretKey: 'sk_test_123', webhookSecrets: [], apiUrl: url, application: 'quartet' });
  const call = () => ({ idempotencyKey: newId(), deadlineMs: 10_000 });
  const reference = 'pi_123';
  const money = { amount: 1_000, currency: 'EUR' };
  // What it answers is a fixture, which is no payment of ours: only a request in the right form gets that far.
  const understood = { kind: 'unknown', reason: 'provider_error' };

  it.each(['https://shop.example/back', null])('takes an authorisation that returns to %s', async (returnUrl) => {
    const asked = { paymentId: newId(), ...money, method: 'pm_card_visa', returnUrl };
    const outcome = await provider().authorise(asked, call());
    expect(['done', 'unknown']).toContain(outcome.kind);
  });

  it('takes a capture, a void and a refund', async () => {
    expect(await provider().capture({ reference, ...money }, call())).toEqual(understood);
    expect(await provider().void({ reference }, call())).toEqual(understood);
    const refund = { paymentId: newId(), reference, refundId: newId(), ...money };
    expect((await provider().refund(refund, call())).kind).not.toBe('refused');
  });

  it('takes both ways to find a payment', async () => {
    const search = { paymentId: newId(), attemptedAt: new Date(), deadlineMs: 10_000 };
    expect(await provider().find({ ...search, reference })).toEqual({ kind: 'nothing' });
    expect(await provider().find({ ...search, reference: null })).toEqual({ kind: 'nothing' });
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
