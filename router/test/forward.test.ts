import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { forwardRaw } from '../src/transport/forward.ts';
import { log } from './fake-graph.ts';

const ROUTE = { path: '/webhooks/payments/:provider', maxBytes: 1_000, deadlineMs: 1_500 };
const NOWHERE = 'http://127.0.0.1:1';

interface Seen {
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}
const seen: Seen[] = [];
const stops: (() => void)[] = [];
afterAll(() => stops.forEach((stop) => stop()));
beforeEach(() => void (seen.length = 0));

async function replica(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      seen.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) });
      answer(response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const says = (status: number) => (response: ServerResponse) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(`{"message":"said ${status}"}`);

function send(urls: readonly string[], change: object = {}) {
  return forwardRaw(ROUTE, { urls, log }).handle({
    params: { provider: 'stripe' },
    headers: {},
    body: Buffer.from([0xff, 0x00]),
    requestId: 'r-1',
    signal: AbortSignal.timeout(ROUTE.deadlineMs),
    ...change,
  });
}

it('passes the body on byte by byte, with the headers that came from outside', async () => {
  const headers = {
    'stripe-signature': 't=1,v1=2',
    'content-type': 'application/json',
    host: 'shop.example',
    'content-length': '99',
    'x-quartet-viewer': 'forged',
  };
  expect(await send([await replica(says(200))], { headers })).toEqual({ status: 200, message: 'said 200' });
  const [request] = seen;
  expect(request).toMatchObject({ url: '/webhooks/payments/stripe', body: Buffer.from([0xff, 0x00]) });
  expect(request?.headers).toMatchObject({ 'stripe-signature': 't=1,v1=2', 'x-request-id': 'r-1' });
  expect(request?.headers).not.toHaveProperty('x-quartet-viewer');
  expect(request?.headers['host']).not.toBe('shop.example');
});

it.each(['../../graphql', 'a/b?c#d', '%2e%2e'])('a provider named %s leads nowhere else', async (provider) => {
  await send([await replica(says(404))], { params: { provider } });
  expect(seen[0]?.url).toBe(`/webhooks/payments/${encodeURIComponent(provider)}`);
});

it('what a replica refuses is refused', async () => {
  expect(await send([await replica(says(400))])).toEqual({ status: 400, message: 'said 400' });
});

it('takes the next replica where one is away, fails or hangs', async () => {
  const fails = await replica(says(503));
  const hangs = await replica(() => undefined);
  expect(await send([NOWHERE, fails, hangs, await replica(says(200))])).toMatchObject({ status: 200 });
});

it('is 503 in time where all are away or hang', async () => {
  const hangs = await replica(() => undefined);
  const before = performance.now();
  expect(await send([hangs, NOWHERE, hangs])).toMatchObject({ status: 503 });
  expect(performance.now() - before).toBeLessThan(ROUTE.deadlineMs + 500);
});
