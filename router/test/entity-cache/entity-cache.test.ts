import {
  type Generations,
  type Redis,
  type Viewer,
  anonymous,
  countDatabaseCalls,
  createGenerations,
  createRedis,
} from '@quartet/service-kit';
import { afterwards, freshRedis, silentProxy, waitUntil } from '@quartet/test-kit';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ExecutionResult, parse } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEntityCache } from '../../src/entity-cache/entity-cache.ts';
import type { Executor } from '../../src/executor/executor.ts';
import { operationOf } from '../../src/executor/selections.ts';
import { log } from '../fake-graph.ts';
import { CUSTOMERS, type Product, STAFF, cachedShop, entriesIn, save } from './cached-shop.ts';

/** What is asserted here is what Redis answers, so a busy machine has more time than a request would wait. */
const PATIENT = { timeoutMs: 20_000 };

const products = new Map<string, Product>();
const shop = cachedShop(products);
let redisUrl: string;
let redis: Redis;
let generations: Generations;
let executor: Executor;

beforeAll(async () => {
  redisUrl = (await freshRedis()).url;
  redis = createRedis({ url: redisUrl, name: 'entity-cache-test', log, timeoutMs: 20_000 });
  generations = createGenerations({ redis, subgraph: 'catalog', log, ...PATIENT });
  executor = await shop.executor('quartet', { entityCache: cacheIn(redis) });
});
afterAll(async () => {
  await executor.stop();
  redis.disconnect();
});
beforeEach(async () => {
  // What the test before still wants to keep is on its way by then.
  await nextTurn();
  await nextTurn();
  await redis.flushdb();
  products.clear();
  for (const id of ['a', 'b']) products.set(id, { id, name: `name ${id}`, status: 'PUBLISHED' });
  shop.instead.clear();
  shop.calls.length = 0;
});

const cacheIn = (through: Redis, options: { timeoutMs?: number } = PATIENT) =>
  createEntityCache({ redis: through, ...options });

interface Asked {
  viewer?: Viewer;
  variables?: Record<string, unknown>;
  signal?: AbortSignal;
  through?: Executor;
}

async function ask(query: string, { viewer = anonymous, variables = {}, signal, through = executor }: Asked = {}) {
  const document = parse(query);
  const shared: number[] = [];
  const answer = await through.execute({
    query,
    document,
    operation: operationOf(document)!,
    variables,
    viewer,
    requestId: 'r-1',
    headers: {},
    signal: signal ?? new AbortController().signal,
    endsAt: Infinity,
    share: (seconds) => shared.push(seconds),
  });
  return { ...(JSON.parse(JSON.stringify(answer)) as ExecutionResult), shared: shared[0] };
}

/** How often subgraphs were asked since the last look. */
const asked = () => shop.calls.splice(0).length;

/** Asks, and waits until so many entries are kept. */
async function askAndKeep(query: string, entries: number, options: Asked = {}) {
  const answer = await ask(query, options);
  await waitUntil(async () => (await entriesIn(redis)).length === entries, { what: `${entries} entries in the cache` });
  asked();
  return answer;
}

const LIST = '{ products { id name image { url } } }';
const TOP = '{ top { id name views } }';

describe('what may be shared', () => {
  it('is asked for once: root fields and entities, and a null as well', async () => {
    const list = await askAndKeep(LIST, 1);
    expect(await ask(LIST)).toMatchObject({ data: list.data });
    expect(asked()).toBe(0);
    // Three entities, one of which does not exist in the catalog.
    const top = await askAndKeep(TOP, 1 + 3);
    expect(top.data?.top).toEqual([{ id: 'a', name: 'name a', views: 1 }, { id: 'b', name: 'name b', views: 1 }, null]);
    expect((await ask(TOP)).data).toEqual(top.data);
    // The list itself says nothing of how long it holds.
    expect(shop.calls.splice(0).map(({ name }) => name)).toEqual(['stats']);
  });

  it('is found by arguments, variables and their defaults, whatever the operation is called', async () => {
    const hello = 'query A($who: String = "you") { hello(who: $who) }';
    expect((await askAndKeep(hello, 1)).data).toEqual({ hello: 'hello you' });
    expect((await askAndKeep(hello, 2, { variables: { who: 'me' } })).data).toEqual({ hello: 'hello me' });
    expect((await askAndKeep('query A($who: String = "all") { hello(who: $who) }', 3)).data).toEqual({
      hello: 'hello all',
    });
    expect((await askAndKeep('{ hello }', 4)).data).toEqual({ hello: 'hello world' });
    expect((await ask(hello.replace('query A', 'query Another'), { variables: { who: 'me' } })).data).toEqual({
      hello: 'hello me',
    });
    expect(asked()).toBe(0);
  });

  it('is asked for where an entity is not kept yet, and only for that', async () => {
    await askAndKeep('{ top(first: 1) { name } }', 1);
    const { data } = await ask('{ top(first: 2) { name } }');
    expect(data?.top).toEqual([{ name: 'name a' }, { name: 'name b' }]);
    const [, entities] = shop.calls;
    expect(entities?.request.variables?.representations).toEqual([{ __typename: 'Product', id: 'b' }]);
  });

  it('is not found under another supergraph', async () => {
    await askAndKeep(LIST, 1);
    const other = await shop.executor('quartet', {
      supergraphSdl: `${shop.supergraphSdl}\n# another\n`,
      entityCache: cacheIn(redis),
    });
    await ask(LIST, { through: other });
    expect(asked()).toBe(1);
    await other.stop();
  });

  it('is read in one round trip for all that a stage needs of a subgraph, of all requests at once', async () => {
    const query = '{ products { id views } a: top { name } b: top(first: 1) { id image { url } } }';
    await askAndKeep(query, 1 + 3 + 1 + 2);
    const { calls, result } = await countDatabaseCalls(() => Promise.all([ask(query), ask(query), ask(query)]));
    expect(result.every(({ errors }) => errors === undefined)).toBe(true);
    // Products; then the entities of both subgraphs. What the requests need at other turns is looked up then.
    expect(calls.redis).toBeLessThanOrEqual(6);
  });

  it('is read from where it was changed in a mutation', async () => {
    await askAndKeep('{ top(first: 1) { name } }', 1);
    const { data } = await ask('mutation { rename(id: "a", name: "new") { id name views } }');
    expect(data?.rename).toEqual({ id: 'a', name: 'new', views: 1 });
    expect(asked()).toBe(2);
  });
});

describe('what is changed', () => {
  it('is read anew as soon as its tag is raised: entities, lists, and what did not exist', async () => {
    await askAndKeep(LIST, 1);
    await askAndKeep('{ top { name } }', 4);
    await save(products, generations, { id: 'a', name: 'new', status: 'PUBLISHED' });
    expect((await ask(LIST)).data?.products).toMatchObject([{ name: 'new' }, { name: 'name b' }]);
    asked();
    expect((await ask('{ top { name } }')).data?.top).toEqual([{ name: 'new' }, { name: 'name b' }, null]);
    // Of the three entities, one was changed.
    expect(shop.calls.at(-1)?.request.variables?.representations).toEqual([{ __typename: 'Product', id: 'a' }]);
    await save(products, generations, { id: 'unknown', name: 'known', status: 'PUBLISHED' });
    expect((await ask('{ top(first: 3) { name } }')).data?.top).toContainEqual({ name: 'known' });
  });

  it('is read anew where a list was empty, or a name was nobody’s', async () => {
    products.clear();
    expect((await askAndKeep(LIST, 1)).data).toEqual({ products: [] });
    expect((await askAndKeep('{ product(name: "first") { id } }', 2)).data).toEqual({ product: null });
    expect((await ask(LIST)).data).toEqual({ products: [] });
    expect(asked()).toBe(0);
    await save(products, generations, { id: 'c', name: 'first', status: 'PUBLISHED' });
    expect((await ask(LIST)).data?.products).toHaveLength(1);
    expect((await ask('{ product(name: "first") { id } }')).data).toEqual({ product: { id: 'c' } });
  });

  it('is not put back by a reader who was slow', async () => {
    const reached = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    shop.instead.set('catalog', async (_request, answer) => {
      const old = await answer();
      reached.resolve();
      await gate.promise;
      return old;
    });
    const slow = ask(LIST);
    await reached.promise;
    shop.instead.clear();
    await save(products, generations, { id: 'a', name: 'new', status: 'PUBLISHED' });
    // Who comes after the change does not wait for the old answer either.
    expect((await ask(LIST)).data?.products).toMatchObject([{ name: 'new' }, { name: 'name b' }]);
    gate.resolve();
    expect((await slow).data?.products).toMatchObject([{ name: 'name a' }, { name: 'name b' }]);
    expect((await ask(LIST)).data?.products).toMatchObject([{ name: 'new' }, { name: 'name b' }]);
  });
});

describe.each(['DRAFT', 'ARCHIVED'] as const)('a product that is %s', (status) => {
  const QUERIES = [
    '{ top { id name } }',
    '{ product(name: "hidden") { id name } }',
    `{ products(status: "${status}") { id name } }`,
  ];
  beforeEach(() => void products.set('h', { id: 'h', name: 'hidden', status }));

  it.each([
    ['staff, then visitors', [STAFF, anonymous, ...CUSTOMERS]],
    ['visitors, then staff', [anonymous, ...CUSTOMERS, STAFF]],
  ])('is seen by staff alone: %s', async (_, viewers) => {
    for (const query of QUERIES) {
      for (const viewer of [...viewers, ...viewers]) {
        const { data } = await ask(query, { viewer });
        expect(JSON.stringify(data).includes('"hidden"')).toBe(viewer === STAFF);
      }
    }
  });

  it('is seen by staff alone where all ask at once, and a null of visitors does not hide it', async () => {
    const viewers = Array.from({ length: 5 }, () => [STAFF, anonymous, ...CUSTOMERS]).flat();
    for (const query of QUERIES) {
      for (const round of [viewers, viewers.toReversed()]) {
        const answers = await Promise.all(round.map((viewer) => ask(query, { viewer })));
        answers.forEach(({ data, shared }, index) => {
          expect(JSON.stringify(data).includes('"hidden"')).toBe(round[index] === STAFF);
          if (round[index] === STAFF) expect(shared).toBeUndefined();
        });
      }
    }
  });
});

describe('what is private', () => {
  it.each([
    '{ secret }',
    '{ top { note } }',
    '{ greeting }',
    '{ products { mine } }',
    '{ now }',
    '{ node { __typename } }',
  ])('is never shared: %s', async (query) => {
    const viewers = [...CUSTOMERS, anonymous, ...CUSTOMERS];
    const answers = await Promise.all(viewers.map((viewer) => ask(query, { viewer })));
    const alone = await shop.executor('quartet');
    for (const [index, { data, shared }] of answers.entries()) {
      const viewer = viewers[index] ?? anonymous;
      expect(data).toEqual((await ask(query, { viewer, through: alone })).data);
      if (viewer !== anonymous) expect(shared).toBeUndefined();
    }
    await alone.stop();
  });

  it('is not kept because it says so, nor because somebody forgot to say so', async () => {
    for (const query of ['{ secret }', '{ greeting }', '{ top { note } }', '{ products { mine } }']) {
      for (const viewer of CUSTOMERS) await ask(query, { viewer });
    }
    await askAndKeep('{ hello }', 1);
  });

  it('is not what visitors got before, even where the schema says so', async () => {
    expect((await askAndKeep('{ greeting }', 1)).data).toEqual({ greeting: 'hello nobody' });
    expect((await ask('{ greeting }', { viewer: CUSTOMERS[0]! })).data?.greeting).not.toBe('hello nobody');
    expect((await ask('{ greeting }')).data).toEqual({ greeting: 'hello nobody' });
    expect(asked()).toBe(1);
  });
});

describe('errors and parts', () => {
  it('are never kept', async () => {
    await ask('{ products { name broken } }');
    await ask('{ top { name broken } }');
    shop.instead.set('catalog', () => ({ data: { hello: null }, errors: [{ message: 'no', path: ['hello'] }] }));
    await ask('{ hello }');
    shop.instead.set('catalog', () => ({ data: {} }));
    await ask('{ hello(who: "b") }');
    shop.instead.set('catalog', () => ({ data: { _entities: [{}, {}, null] } }));
    await ask('{ top { name } }');
    shop.instead.set('catalog', () => ({ data: { _entities: [{ name: 'one' }] } }));
    await ask('{ top { name } }');
    shop.instead.set('catalog', () => Promise.reject(new Error('away')));
    await ask('{ top { name } products { name } }');
    shop.instead.clear();
    expect((await askAndKeep('{ hello }', 1)).data).toEqual({ hello: 'hello world' });
    expect((await ask('{ top { name } }')).data?.top).toEqual([{ name: 'name a' }, { name: 'name b' }, null]);
  });

  it('cost only what was not kept, and say so there', async () => {
    await askAndKeep('{ top(first: 1) { name } }', 1);
    shop.instead.set('catalog', () => Promise.reject(new Error('away')));
    const { data, errors, shared } = await ask('{ top(first: 2) { id name } }');
    expect(data?.top).toEqual([{ id: 'a', name: 'name a' }, null]);
    expect(errors?.map(({ path }) => path)).toEqual([['top', 1]]);
    expect(shared).toBeUndefined();
  });
});

describe('one request of many', () => {
  it('asks, and the others wait for it', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(LIST)));
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(asked()).toBe(1);
    const tops = await Promise.all(Array.from({ length: 20 }, () => ask('{ top { name } }')));
    expect(new Set(tops.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(shop.calls.filter(({ name }) => name === 'catalog')).toHaveLength(1);
  });

  it('that is given up does not take the others with it', async () => {
    const reached = Promise.withResolvers<void>();
    shop.instead.set('catalog', () => {
      reached.resolve();
      return new Promise(() => undefined);
    });
    const client = new AbortController();
    const first = ask(LIST, { signal: client.signal });
    await reached.promise;
    const second = ask(LIST);
    const third = ask('{ top { name } }');
    shop.instead.clear();
    await waitUntil(() => shop.calls.length >= 3, { what: 'the others are on their way' });
    client.abort();
    expect((await first).errors?.[0]?.extensions).toEqual({ code: 'TIMEOUT' });
    expect((await second).data?.products).toHaveLength(2);
    expect((await third).data?.top).toHaveLength(3);
  });
});

describe('a Redis that', () => {
  const answer = (products: unknown) => expect(products).toMatchObject([{ name: 'name a' }, { name: 'name b' }]);

  it('is emptied costs a fetch', async () => {
    await askAndKeep(LIST, 1);
    await redis.flushdb();
    answer((await ask(LIST)).data?.products);
    expect(asked()).toBe(1);
  });

  it('is away or silent costs nothing but the time that a request waits for it, once in a while', async () => {
    const proxy = await silentProxy(redisUrl);
    const through = createRedis({ url: proxy.url, name: 'silent-cache-test', log });
    afterwards(() => Promise.resolve(through.disconnect()));
    const other = await shop.executor('quartet', { entityCache: cacheIn(through, { timeoutMs: 100 }) });
    try {
      await ask(LIST, { through: other });
      proxy.silence();
      asked();
      for (let round = 0; round < 5; round += 1) answer((await ask(LIST, { through: other })).data?.products);
      expect(asked()).toBeGreaterThanOrEqual(4);
      await proxy.stop();
      answer((await ask(LIST, { through: other })).data?.products);
    } finally {
      await other.stop();
    }
  });
});

describe('for how long an answer may be shared', () => {
  it.each([
    ['{ hello }', 5],
    [LIST, 60],
    ['{ hello products { name } }', 5],
    ['{ products { name alike { id } } }', 60],
    ['{ first { id } }', undefined],
    ['{ products { id views } }', 30],
    ['{ now }', undefined],
    ['{ hello now }', undefined],
    ['{ hello __schema { queryType { name } } }', undefined],
    ['{ product(name: "nobody") { id } }', 60],
    ['{ products { broken } }', undefined],
  ])('is said by its parts: %s is %s', async (query, seconds) => {
    expect((await ask(query)).shared).toBe(seconds);
  });

  it('is less by the age of what was kept', async () => {
    await askAndKeep(LIST, 1);
    const [key] = await entriesIn(redis);
    const entry = (await redis.get(key!))!;
    const [clock, endsAt] = entry.split(' ');
    await redis.set(key!, entry.replace(endsAt!, String(Number(endsAt) - 50_000)), 'PX', 60_000);
    const { shared, data } = await ask(LIST);
    expect(data?.products).toHaveLength(2);
    expect(clock).toMatch(/^\d+$/);
    expect(shared).toBeLessThanOrEqual(10);
    expect(asked()).toBe(0);
  });

  it('is at most what the settings allow', async () => {
    const short = await shop.executor('quartet', { entityCache: cacheIn(redis), maxCacheSeconds: 7 });
    expect((await askAndKeep(LIST, 1, { through: short })).shared).toBe(7);
    const [key] = await entriesIn(redis);
    expect(await redis.pttl(key!)).toBeLessThanOrEqual(7_000);
    await short.stop();
  });
});
