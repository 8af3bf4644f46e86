import { type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { type SubgraphRequest, anonymous, metricsRegistry } from '@quartet/service-kit';
import { silentProxy, waitUntil } from '@quartet/test-kit';
import type { ExecutionResult } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpTransport } from '../src/transport/http-transport.ts';
import { WrongAnswer, readAnswer } from '../src/transport/read-answer.ts';
import { createReplicas } from '../src/transport/replicas.ts';
import { type Transport, callSubgraph } from '../src/transport/transport.ts';
import { log } from './fake-graph.ts';
import { type Served, serve, sign } from './http-subgraphs.ts';

const QUERY = 'query Hello { hello }';
const MUTATION = 'mutation Pay { pay }';
const PATIENT = { interval: 10 };
const DEAD = 'http://127.0.0.1:1';
const request = (query: string, signal?: AbortSignal): SubgraphRequest => ({
  query,
  operationName: null,
  viewer: anonymous,
  requestId: 'r-1',
  ...(signal && { signal }),
});

/** A subgraph that counts its calls and can be made to wait within one. */
class Replica {
  readonly calls: SubgraphRequest[] = [];
  answer: () => Promise<ExecutionResult> = () => Promise.resolve({ data: { hello: 'you' } });
  served!: Served;

  async start(port = 0): Promise<this> {
    const execute = (one: SubgraphRequest) => (this.calls.push(one), this.answer());
    this.served = await serve('shop', { execute }, port);
    running.push(this.served);
    return this;
  }
}

const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.close();
});

function transportTo(...urls: string[]) {
  const transport = createHttpTransport({ name: 'shop', urls, below: '/graphql', sign, log });
  running.push(transport);
  return transport;
}
const replica = () => new Replica().start();
const hello = { data: { hello: 'you' } };

it('a subgraph works no longer than what is left of the client’s request', async () => {
  const one = await replica();
  const [urls, timeoutMs] = [[one.served.url], 110_000];
  const transport = createHttpTransport({ name: 'shop', urls, below: '/graphql', sign, log, timeoutMs });
  running.push(transport);
  const endsAt = performance.now() + 10_000;
  const asked = { ...request(QUERY), endsAt };
  expect(await callSubgraph({ name: 'shop', transport, request: asked, timeoutMs, log })).toEqual(hello);
  expect(one.calls[0]?.endsAt).toBeLessThan(endsAt + 50_000);
});

describe('two replicas', () => {
  it('share the calls', async () => {
    const [one, two] = [await replica(), await replica()];
    const transport = transportTo(one.served.url, two.served.url);
    for (let i = 0; i < 10; i++) expect(await transport.execute(request(QUERY))).toEqual(hello);
    expect([one.calls.length, two.calls.length]).toEqual([5, 5]);
    expect(one.calls[0]).toMatchObject({ viewer: anonymous, requestId: 'r-1', query: QUERY });
  });

  it('one is killed while it answers: every query is answered, by the other one', async () => {
    const [one, two] = [await replica(), await replica()];
    const transport = transportTo(one.served.url, two.served.url);
    one.answer = () => new Promise(() => undefined);
    const answers = Promise.all(Array.from({ length: 20 }, () => transport.execute(request(QUERY))));
    answers.catch(() => undefined);
    await expect.poll(() => one.calls.length, PATIENT).toBe(10);
    one.served.kill();
    expect(await answers).toEqual(Array.from({ length: 20 }, () => hello));
    expect(two.calls.length).toBe(20);
  });

  it('one is killed while it does a mutation: that is not sent to the other one', async () => {
    const [one, two] = [await replica(), await replica()];
    const transport = transportTo(one.served.url, two.served.url);
    one.answer = () => new Promise(() => undefined);
    const paying = transport.execute(request(MUTATION));
    paying.catch(() => undefined);
    await expect.poll(() => one.calls.length, PATIENT).toBe(1);
    one.served.kill();
    await expect(paying).rejects.toThrow();
    expect(two.calls).toEqual([]);
  });

  it('one does not listen: mutations go to the other one at once', async () => {
    const two = await replica();
    const transport = transportTo(DEAD, two.served.url);
    for (let i = 0; i < 4; i++) expect(await transport.execute(request(MUTATION))).toEqual(hello);
    expect(two.calls.length).toBe(4);
  });

  it('one is stopped and started again: it gets its share again', async () => {
    const [one, two] = [await replica(), await replica()];
    const transport = transportTo(one.served.url, two.served.url);
    await transport.execute(request(QUERY));
    one.served.kill();
    for (let i = 0; i < 4; i++) expect(await transport.execute(request(QUERY))).toEqual(hello);
    const again = await new Replica().start(one.served.port);
    await expect
      .poll(() => transport.execute(request(QUERY)).then(() => again.calls.length), PATIENT)
      .toBeGreaterThan(0);
  });

  it('both away: nothing but an error', async () => {
    await expect(transportTo(DEAD, DEAD).execute(request(QUERY))).rejects.toThrow();
  });

  it('answers of 503 are asked for elsewhere, for queries only', async () => {
    const busy = await stranger((_body, response) => response.writeHead(503).end('busy'));
    const two = await replica();
    expect(await transportTo(busy, two.served.url).execute(request(QUERY))).toEqual(hello);
    await expect(transportTo(busy, two.served.url).execute(request(MUTATION))).rejects.toThrow('HTTP 503');
  });
});

it('a replica that failed is passed over for a second, but stays the last resort', () => {
  let now = 0;
  const replicas = createReplicas({
    urls: ['http://a', 'http://b', 'http://c'],
    timeoutMs: 1_000,
    maxAnswerBytes: 1_000,
    connections: 4,
    now: () => now,
  });
  const order = () =>
    replicas
      .inOrder()
      .map(({ url }) => url.at(-1))
      .join('');
  expect([order(), order(), order(), order()]).toEqual(['abc', 'bca', 'cab', 'abc']);
  const b = replicas.inOrder().find(({ url }) => url === 'http://b')!;
  replicas.failed(b);
  expect([order(), order(), order()]).toEqual(['cab', 'acb', 'cab']);
  now = 1_001;
  expect([order(), order(), order()]).toEqual(['cab', 'abc', 'bca']);
});

it('a replica that keeps failing is passed over for longer each time, until it answers', () => {
  let now = 0;
  const replicas = createReplicas({
    urls: ['http://a', 'http://b'],
    timeoutMs: 1_000,
    maxAnswerBytes: 1_000,
    connections: 4,
    now: () => now,
  });
  const [a] = replicas.inOrder();
  const restOf = () => {
    replicas.failed(a!);
    replicas.failed(a!); // a second call that failed with the first
    const start = now;
    while (replicas.inOrder()[0] !== a && replicas.inOrder()[0] !== a) now += 500;
    return now - start;
  };
  expect([restOf(), restOf(), restOf(), restOf(), restOf(), restOf(), restOf()]).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
  ]);
  replicas.answered(a!);
  expect(restOf()).toBe(1_000);
});

describe('a way that has fallen silent', () => {
  const timeoutMs = 2_000;
  const impatientTo = (urls: string[]) => {
    const transport = createHttpTransport({ name: 'shop', urls, below: '/graphql', sign, log, timeoutMs });
    running.push(transport);
    return transport;
  };
  const ask = (transport: Transport) =>
    callSubgraph({ name: 'shop', transport, request: request(QUERY), timeoutMs, log });

  it('costs each call at most its time, and is left behind where there is another one', async () => {
    const [one, two] = [await replica(), await replica()];
    const proxy = await silentProxy(one.served.url);
    const transport = impatientTo([proxy.url, two.served.url]);
    expect([await ask(transport), await ask(transport)]).toEqual([hello, hello]);
    proxy.silence();
    const answers: ExecutionResult[] = [];
    for (let i = 0; i < 10; i++) answers.push(await ask(transport));
    // Round robin alone would have lost five.
    expect(answers.filter(({ errors }) => errors).length).toBeLessThanOrEqual(2);
  });

  it('is whole soon after, although its connections died unnoticed', async () => {
    const one = await replica();
    const proxy = await silentProxy(one.served.url);
    const transport = impatientTo([proxy.url]);
    await Promise.all(Array.from({ length: 10 }, () => ask(transport)));
    proxy.silence();
    expect((await ask(transport)).errors?.[0]?.extensions).toEqual({ code: 'TIMEOUT' });
    proxy.restore();
    await waitUntil(() => proxy.open() === 0, { what: 'the dead connections to be closed' });
    expect(await Promise.all(Array.from({ length: 10 }, () => ask(transport)))).toEqual(
      Array.from({ length: 10 }, () => hello),
    );
  });
});

it('a call that is given up costs a TIMEOUT, and the subgraph is told that nobody waits any more', async () => {
  const one = await replica();
  one.answer = () => new Promise(() => undefined);
  const transport = transportTo(one.served.url);
  const patience = new AbortController();
  const asked = request(QUERY, patience.signal);
  const calling = callSubgraph({ name: 'shop', transport, request: asked, timeoutMs: 20_000, log });
  await expect.poll(() => one.calls.length, PATIENT).toBe(1);
  patience.abort();
  expect((await calling).errors?.[0]?.extensions).toEqual({ code: 'TIMEOUT' });
  await expect.poll(() => one.calls[0]?.signal?.aborted, PATIENT).toBe(true);
  expect(one.calls.length).toBe(1);
});

describe('what is no answer', () => {
  it.each([
    ['no JSON', 200, '<h1>10.0.0.7</h1>'],
    ['no object', 200, '[]'],
    ['neither data nor errors', 200, '{}'],
    ['errors of another shape', 200, '{"errors":["10.0.0.7"]}'],
    ['a refused viewer', 401, '{"errors":[{"message":"10.0.0.7","extensions":{"code":"UNAUTHENTICATED"}}]}'],
    ['a fault of the server', 500, '10.0.0.7'],
  ])('%s costs SERVICE_UNAVAILABLE and shows nothing', async (_, status, body) => {
    const url = await stranger((_request, response) => response.writeHead(status).end(body));
    const transport = transportTo(url);
    const result = await callSubgraph({ name: 'shop', transport, request: request(QUERY), timeoutMs: 15_000, log });
    expect(result.data).toBeUndefined();
    expect(result.errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'SERVICE_UNAVAILABLE' }]);
    expect(JSON.stringify(result)).not.toContain('10.0.0.7');
  });
});

it('a subgraph behind a path of its own is found there', async () => {
  const paths: (string | undefined)[] = [];
  const url = await stranger((asked, response) => {
    paths.push(asked.url);
    response.end(JSON.stringify(hello));
  });
  expect(await transportTo(`${url}/shops/one/`).execute(request(QUERY))).toEqual(hello);
  expect(paths).toEqual(['/shops/one/graphql']);
});

it('calls and those sent again are counted', async () => {
  const count = async (name: string) => (await metricsRegistry().getSingleMetric(name)?.get())?.values ?? [];
  const one = await replica();
  await transportTo(DEAD, one.served.url).execute(request(QUERY));
  expect(await count('quartet_subgraph_calls_total')).toContainEqual(
    expect.objectContaining({ labels: { subgraph: 'shop', outcome: 'answered' } }),
  );
  expect(await count('quartet_subgraph_retries_total')).toContainEqual(
    expect.objectContaining({ labels: { subgraph: 'shop' } }),
  );
});

type Answer = (asked: { url?: string | undefined }, response: ServerResponse) => unknown;

/** Something that listens and is no subgraph of ours. */
async function stranger(answer: Answer): Promise<string> {
  const server = createServer((asked, response) => void answer(asked, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  running.unshift({
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('an answer in the manner of other servers', () => {
  const data = { hello: 'you' };
  it.each([
    ['nulls', 200, { data, errors: null, extensions: null }, { data }],
    [
      'an error of nulls',
      200,
      { data, errors: [{ message: 'no', path: null, extensions: null, locations: null }] },
      { data, errors: ['no'] },
    ],
    [
      'an error that is none',
      200,
      { data, errors: [null, { message: 7, path: [{}] }] },
      { data, errors: ['An error without a message', 'An error without a message'] },
    ],
    ['no data and no word why', 200, { data: null }, { data: null }],
    ['data and the status 400', 400, { data, errors: [{ message: 'no' }] }, { data, errors: ['no'] }],
  ])('with %s is used', (_, status, body, expected) => {
    const { data: read, errors } = readAnswer({ status, text: JSON.stringify(body) });
    expect({ data: read, ...(errors && { errors: errors.map(({ message }) => message) }) }).toEqual(expected);
  });

  it.each([
    [200, '[]'],
    [200, '{"data": []}'],
    [200, '{"data": "x"}'],
    [200, '{"errors": null}'],
    [400, '{"errors": [{"message": "10.0.0.7"}]}'],
    [500, '{"data": null}'],
    [200, ''],
  ])('that is none is refused (%i %s)', (status, text) => {
    expect(() => readAnswer({ status, text })).toThrow(WrongAnswer);
  });
});
