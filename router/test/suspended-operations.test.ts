import { AppError, type SubgraphRequest, anonymous } from '@quartet/service-kit';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpTransport } from '../src/transport/http-transport.ts';
import { createSuspendedOperations } from '../src/executor/suspended-operations.ts';
import { callSubgraph } from '../src/transport/transport.ts';
import { log } from './fake-graph.ts';
import { type Served, serve, sign } from './http-subgraphs.ts';

const KILLER = 'query Killer { hello }';
const hello = { data: { hello: 'you' } };
const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.close();
});

/** A replica that ends at the killer and answers everything else. Started again on its port, as a supervisor would. */
async function mortal(o: { restarts?: boolean } = {}) {
  let served: Served | undefined;
  let deaths = 0;
  const execute = async ({ query }: SubgraphRequest) => {
    if (!query.includes('Killer')) return hello;
    deaths += 1;
    const { port } = served!;
    served!.kill();
    if (o.restarts) await start(port);
    return new Promise<never>(() => undefined);
  };
  async function start(port = 0) {
    served = await serve('shop', { execute }, port);
    running.push(served);
    return served.url;
  }
  return { url: await start(), deaths: () => deaths };
}

function transportTo(...urls: string[]) {
  const transport = createHttpTransport({ name: 'shop', urls, below: '/graphql', sign, log });
  running.push(transport);
  return transport;
}
const request = (query: string, variables = {}): SubgraphRequest => ({
  query,
  operationName: null,
  variables,
  viewer: anonymous,
  requestId: 'r-1',
});

describe('an operation that ends the process that answers it', () => {
  it('ends two replicas and no third, and is refused in words', async () => {
    const replicas = [await mortal(), await mortal(), await mortal(), await mortal()];
    const transport = transportTo(...replicas.map(({ url }) => url));
    await expect(transport.execute(request(KILLER))).rejects.toThrow();
    for (let i = 0; i < 5; i++) {
      const result = await callSubgraph({ name: 'shop', transport, request: request(KILLER), timeoutMs: 20_000, log });
      expect(result.errors?.[0]).toMatchObject({
        message: expect.stringContaining('2 servers broke off while they answered this') as string,
        extensions: { code: 'QUERY_SUSPENDED' },
      });
    }
    expect(replicas.reduce((sum, { deaths }) => sum + deaths(), 0)).toBe(2);
    for (let i = 0; i < 4; i++) expect(await transport.execute(request('query Other { hello }'))).toEqual(hello);
  });

  it('ends a single replica twice at most, although it is started again', async () => {
    const replica = await mortal({ restarts: true });
    const transport = transportTo(replica.url);
    for (let i = 0; i < 5; i++) await expect(transport.execute(request(KILLER))).rejects.toThrow();
    expect(replica.deaths()).toBe(2);
  });

  it('as a mutation ends one replica each time it is sent, and not a third', async () => {
    const replicas = [await mortal(), await mortal(), await mortal()];
    const transport = transportTo(...replicas.map(({ url }) => url));
    const mutation = request(KILLER.replace('query', 'mutation'));
    for (const deaths of [1, 2, 2, 2]) {
      await expect(transport.execute(mutation)).rejects.toThrow();
      expect(replicas.reduce((sum, one) => sum + one.deaths(), 0)).toBe(deaths);
    }
  });
});

describe('which operations are suspended', () => {
  const suspended = (operations: ReturnType<typeof createSuspendedOperations>, operation: string) => {
    try {
      operations.check(operation);
      return false;
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      return true;
    }
  };

  it('those that two processes broke off at, for a minute', () => {
    let now = 0;
    const operations = createSuspendedOperations(() => now);
    operations.broke('a', { replica: 'one', sentAt: 0 });
    expect(suspended(operations, 'a')).toBe(false);
    operations.broke('a', { replica: 'two', sentAt: 0 });
    expect([suspended(operations, 'a'), suspended(operations, 'b')]).toEqual([true, false]);
    now = 60_001;
    expect(suspended(operations, 'a')).toBe(false);
  });

  it('not those that were under way in one process when it ended', () => {
    let now = 10;
    const operations = createSuspendedOperations(() => now);
    for (let i = 0; i < 20; i++) operations.broke('a', { replica: 'one', sentAt: i / 2 });
    expect(suspended(operations, 'a')).toBe(false);
    now = 20;
    operations.broke('a', { replica: 'one', sentAt: 15 });
    expect(suspended(operations, 'a')).toBe(true);
  });

  it('not those that were answered since', () => {
    const operations = createSuspendedOperations(() => 0);
    operations.broke('a', { replica: 'one', sentAt: 0 });
    operations.answered('a');
    operations.broke('a', { replica: 'two', sentAt: 0 });
    expect(suspended(operations, 'a')).toBe(false);
  });

  it('a thousand at most', () => {
    const operations = createSuspendedOperations(() => 0);
    for (let i = 0; i <= 1_000; i++)
      for (const replica of ['one', 'two']) operations.broke(`op${i}`, { replica, sentAt: 0 });
    expect([suspended(operations, 'op0'), suspended(operations, 'op1000')]).toEqual([false, true]);
  });
});
