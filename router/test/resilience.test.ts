import { type Server, type ServerResponse, createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type SubgraphRequest, anonymous } from '@quartet/service-kit';
import { afterEach, describe, expect, it } from 'vitest';
import { createBulkhead } from '../src/transport/bulkhead.ts';
import { Cancellation } from '../src/transport/cancellation.ts';
import { createCircuitBreaker } from '../src/transport/circuit-breaker.ts';
import { createHttpTransport } from '../src/transport/http-transport.ts';
import { retryAfterMs } from '../src/transport/retry-after.ts';
import { createRetryBudget } from '../src/transport/retry-budget.ts';
import { callSubgraph } from '../src/transport/transport.ts';
import { log } from './fake-graph.ts';

const running: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of running.splice(0).reverse()) await close();
});

const request = (query: string, more: Partial<SubgraphRequest> = {}): SubgraphRequest => ({
  query,
  viewer: anonymous,
  requestId: 'r',
  ...more,
});
const QUERY = 'query Hello { hello }';
const MUTATION = 'mutation Pay { pay }';

/** A server that answers as it is told, and counts what it gets. */
async function stranger(answer: (response: ServerResponse, call: number) => void) {
  const seen = { calls: 0, url: '' };
  const server: Server = createServer((incoming, response) => {
    incoming.resume().on('end', () => answer(response, (seen.calls += 1)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  running.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  seen.url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return seen;
}

function transportTo(urls: readonly string[], more: { maxCalls?: number; maxWaiting?: number } = {}) {
  const transport = createHttpTransport({ name: 'shop', urls, log, ...more });
  running.push(() => transport.close());
  return transport;
}

const ok = (response: ServerResponse) => response.end('{"data":{"hello":"you"}}');
const busy = (retryAfter: string) => (response: ServerResponse) =>
  response.writeHead(503, { 'retry-after': retryAfter }).end('busy');

describe('a subgraph that asks to be left alone', () => {
  it.each([
    ['3600', 1],
    ['0', 2],
    ['-1', 2],
    ['soon', 2],
    ['', 2],
    ['Fri, 01 Jan 2100 00:00:00 GMT', 1],
  ])('with Retry-After: %s gets a query %i times, and no wait of its own', async (retryAfter, calls) => {
    const one = await stranger(busy(retryAfter));
    const started = performance.now();
    await expect(transportTo([one.url]).execute(request(QUERY))).rejects.toThrow('503');
    expect(one.calls).toBe(calls);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it.each(['3600', '0', '-1', 'soon', '1'])('with Retry-After: %s gets a mutation once', async (retryAfter) => {
    const [one, two] = [await stranger(busy(retryAfter)), await stranger(ok)];
    await expect(transportTo([one.url, two.url]).execute(request(MUTATION))).rejects.toThrow('503');
    expect([one.calls, two.calls]).toEqual([1, 0]);
  });

  it('is not waited for beyond the rest of the request', async () => {
    const one = await stranger(busy('1'));
    const endsAt = performance.now() + 300;
    await expect(transportTo([one.url]).execute(request(QUERY, { endsAt }))).rejects.toThrow('503');
    expect(one.calls).toBe(1);
  });

  it('is passed over meanwhile where there is another replica', async () => {
    const [one, two] = [await stranger(busy('20')), await stranger(ok)];
    const transport = transportTo([one.url, two.url]);
    for (let n = 0; n < 6; n++) await transport.execute(request(QUERY));
    expect([one.calls, two.calls]).toEqual([1, 6]);
  });

  it.each([
    ['120', 120_000],
    [' 5 ', 5_000],
    ['Thu, 01 Jan 1970 00:00:10 GMT', 10_000],
    ['0', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['99999999999999999999', undefined],
    [undefined, undefined],
  ])('%j is %s ms', (header, ms) => {
    expect(retryAfterMs(header, 0)).toBe(ms);
  });
});

it('retries stay a tenth of the calls, whatever breaks', async () => {
  const one = await stranger((response) => response.writeHead(502).end());
  const two = await stranger((response) => response.writeHead(502).end());
  const three = await stranger(ok);
  // The third keeps the circuits of nothing: it only answers, so that calls go on.
  const transport = transportTo([one.url, two.url, three.url]);
  const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => transport.execute(request(QUERY))));
  expect(one.calls + two.calls + three.calls).toBeLessThanOrEqual(100 + 20);
  expect(outcomes.length).toBe(100);

  const budget = createRetryBudget({ share: 0.1, reserve: 10 });
  let retries = 0;
  for (let n = 0; n < 1_000; n++) {
    budget.earn();
    if (budget.take()) retries += 1;
  }
  expect(retries).toBeGreaterThan(100);
  expect(retries).toBeLessThanOrEqual(110);
});

describe('a circuit', () => {
  it('opens after five failures in a row, lets one call through after a second, and closes when that is answered', () => {
    let now = 0;
    let opened = 0;
    const circuit = createCircuitBreaker({ now: () => now, onOpen: () => (opened += 1) });
    const fail = () => (circuit.enter(), circuit.failed());
    for (let n = 0; n < 4; n++) fail();
    circuit.enter();
    circuit.answered();
    for (let n = 0; n < 5; n++) fail();
    expect([circuit.enter(), opened]).toEqual([false, 1]);
    now = 1_000;
    expect([circuit.enter(), circuit.enter(), circuit.enter()]).toEqual([true, false, false]);
    circuit.failed();
    expect(circuit.enter()).toBe(false);
    now = 2_000;
    expect(circuit.enter()).toBe(true);
    circuit.left(); // the client went away: nothing is known
    expect(circuit.enter()).toBe(true);
    circuit.answered();
    expect([circuit.enter(), circuit.enter(), opened]).toEqual([true, true, 1]);
  });

  it('spares a subgraph that is away, fails at once, and takes it back when it answers', async () => {
    let isUp = false;
    const one = await stranger((response) => (isUp ? ok(response) : response.writeHead(503).end()));
    const transport = transportTo([one.url]);
    for (let n = 0; n < 20; n++) await transport.execute(request(MUTATION)).catch(() => undefined);
    expect(one.calls).toBe(5);
    const result = await callSubgraph({ name: 'shop', transport, request: request(QUERY), timeoutMs: 1_000, log });
    expect(result.errors?.[0]?.extensions['code']).toBe('SERVICE_UNAVAILABLE');
    expect(one.calls).toBe(5);
    isUp = true;
    await expect
      .poll(() => transport.execute(request(QUERY)).catch(() => null), { interval: 20, timeout: 10_000 })
      .toEqual({
        data: { hello: 'you' },
      });
  });
});

describe('a bulkhead', () => {
  it('lets so many calls run and so many wait, and refuses the rest at once', async () => {
    const held: ServerResponse[] = [];
    const one = await stranger((response) => void held.push(response));
    const transport = transportTo([one.url], { maxCalls: 2, maxWaiting: 3 });
    const calls = Array.from({ length: 9 }, () => transport.execute(request(QUERY)));
    const settled = Promise.allSettled(calls);
    await expect.poll(() => one.calls, { interval: 10 }).toBe(2);
    const refused = await Promise.allSettled(calls.slice(5));
    expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
    while (one.calls < 5 || held.length > 0) {
      held.splice(0).forEach(ok);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const done = await settled;
    expect(done.filter(({ status }) => status === 'fulfilled').length).toBe(5);
    expect(one.calls).toBe(5);
  });

  it('sends no mutation whose client went away while it waited', async () => {
    const held: ServerResponse[] = [];
    const one = await stranger((response) => void held.push(response));
    const transport = transportTo([one.url], { maxCalls: 1 });
    const first = transport.execute(request(MUTATION));
    let isGone = false;
    const second = transport.execute({ ...request(MUTATION), mayBegin: () => !isGone });
    second.catch(() => undefined);
    await expect.poll(() => held.length, { interval: 10 }).toBe(1);
    isGone = true;
    held.forEach(ok);
    await first;
    await expect(second).rejects.toThrow('not begun');
    expect(one.calls).toBe(1);
  });

  it('forgets a call that is given up while it waits, and never counts a place twice', async () => {
    const bulkhead = createBulkhead({ calls: 1, waiting: 2 });
    expect(bulkhead.enter(undefined)).toBeUndefined();
    const gone = new Cancellation();
    const first = bulkhead.enter(gone);
    const second = bulkhead.enter(undefined);
    expect(() => bulkhead.enter(undefined)).toThrow('not available');
    gone.end(new Error('gone'));
    await expect(first).rejects.toThrow();
    bulkhead.leave();
    await second;
    const third = bulkhead.enter(undefined);
    expect(third).toBeInstanceOf(Promise);
    bulkhead.leave();
    await third;
    bulkhead.leave();
    expect(bulkhead.enter(undefined)).toBeUndefined();
  });
});

it('a large call that is given up ends in all of its parts', async () => {
  let closed = 0;
  const one = await stranger((response) => void response.on('close', () => (closed += 1)));
  const transport = transportTo([one.url]);
  const gone = new AbortController();
  const representations = Array.from({ length: 15_000 }, (_, n) => ({ __typename: 'Thing', id: String(n) }));
  const query = 'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }';
  const call = transport.execute(request(query, { variables: { representations }, signal: gone.signal }));
  call.catch(() => undefined);
  await expect.poll(() => one.calls, { interval: 10 }).toBe(3);
  gone.abort();
  await expect(call).rejects.toThrow();
  await expect.poll(() => closed, { interval: 10 }).toBe(3);
});
