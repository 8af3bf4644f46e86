import { SUBGRAPHS, type SubgraphName } from '@quartet/schema/subgraphs';
import { getIntrospectionQuery } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import { type Router, createHttpTransport, readRouterEnv, startRouter } from '../src/index.ts';
import type { Transport } from '../src/transport/transport.ts';
import { type EndlessShop, endlessShop } from './endless-shop.ts';
import { log, supergraphSdl } from './fake-graph.ts';
import { serve, sign } from './http-subgraphs.ts';

/** What the settings promise on a machine of its own; the tests share theirs with others. */
const LONGEST_TURN_MS = 200;
const BUSY_MACHINE = 10;

const running: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop();
});

async function start(transports: Record<SubgraphName, Transport>, env: Record<string, string> = {}): Promise<Router> {
  const router = await startRouter({
    env: readRouterEnv({ PORT: '0', REQUEST_TIMEOUT_MS: '60000', SUBGRAPH_TIMEOUT_MS: '60000', ...env }),
    transports,
    supergraphSdl,
    jwks: () => Promise.resolve({ keys: [] }),
    checks: {},
    log,
  });
  running.push(router);
  return router;
}

/** The same shop behind the subgraphs' own servers. */
async function overHttp({ transports }: EndlessShop, maxAnswerBytes?: number) {
  const remote = {} as Record<SubgraphName, Transport>;
  for (const name of SUBGRAPHS) {
    const served = await serve(name, transports[name]);
    const transport = createHttpTransport({
      name,
      urls: [served.url],
      below: '/graphql',
      sign,
      log,
      timeoutMs: 60_000,
      ...(maxAnswerBytes !== undefined && { maxAnswerBytes }),
    });
    running.push({ stop: () => served.close() }, { stop: () => transport.close() });
    remote[name] = transport;
  }
  return remote;
}

async function post(router: Router, body: object) {
  const response = await fetch(router.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, answer: (await response.json()) as Answer };
}

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string } }[];
}

/** The longest time in which nothing else had its turn. */
async function longestTurn<T>(run: () => Promise<T>): Promise<{ result: T; ms: number }> {
  let ms = 0;
  let last = performance.now();
  let watching = true;
  const watch = () => {
    ms = Math.max(ms, performance.now() - last);
    last = performance.now();
    if (watching) setImmediate(watch);
  };
  setImmediate(watch);
  const result = await run();
  await new Promise((resolve) => setImmediate(resolve));
  watching = false;
  return { result, ms };
}

const MENU = '{ categories { children { children { id slug name } } } }';

describe('a query that costs too much', () => {
  it('is refused with its cost and the limit, and asks nobody', async () => {
    const shop = endlessShop({});
    const router = await start(shop.transports);
    const levels = Array.from({ length: 18 }, (_, at) => (at % 2 === 0 ? 'children {' : 'parent {')).join(' ');
    const { status, answer } = await post(router, { query: `{ categories { ${levels} id ${'} '.repeat(18)} } }` });
    expect(status).toBe(400);
    expect(answer.data).toBeUndefined();
    expect(answer.errors).toEqual([
      {
        message: expect.stringMatching(/^The query costs .* points, and 40,000 are the most: ask for/) as string,
        extensions: { code: 'QUERY_TOO_EXPENSIVE' },
      },
    ]);
    expect(shop.childrenAsked()).toBe(0);
  });

  it('is refused by the setting', async () => {
    const router = await start(endlessShop({}).transports, { MAX_QUERY_COST: '100' });
    const { answer } = await post(router, { query: MENU });
    expect(answer.errors?.[0]?.message).toMatch(/^The query costs 3,180 points, and 100 are the most/);
  });

  it('costs what its variables say', async () => {
    const router = await start(endlessShop({}).transports);
    const query = 'query Page($first: Int) { products(first: $first) { nodes { similar(first: 20) { id name } } } }';
    expect((await post(router, { query, variables: { first: 3 } })).answer.errors).toBeUndefined();
    const { answer } = await post(router, { query, variables: { first: 100_000 } });
    expect(answer.errors?.[0]?.extensions.code).toBe('QUERY_TOO_EXPENSIVE');
  });

  it('is not hidden among operations sent together', async () => {
    const router = await start(endlessShop({}).transports);
    const { status, answer } = await post(router, [{ query: '{ me { id } }' }, { query: '{ me { id } }' }]);
    expect(status).toBe(400);
    expect(answer.data).toBeUndefined();
  });
});

describe.each(['in memory', 'over HTTP'])('an answer that is too large, %s', (topology) => {
  const reach = (shop: EndlessShop) => (topology === 'in memory' ? shop.transports : overHttp(shop));

  it('ends with an error in words, and the subgraph does not finish it', async () => {
    const shop = endlessShop({ children: 60 });
    const router = await start(await reach(shop));
    const { status, answer } = await post(router, { query: MENU });
    expect(status).toBe(200);
    expect(answer).toEqual({
      data: null,
      errors: [
        {
          message: expect.stringMatching(
            /^The answer has more than 50,000 values or 8,388,608 bytes: ask for/,
          ) as string,
          extensions: { code: 'ANSWER_TOO_LARGE' },
        },
      ],
    });
    // 1 + 60 lists of categories, and of the 3,600 below them those that were begun.
    expect(shop.childrenAsked()).toBeLessThan(60 + 3_600);
    expect((await post(router, { query: '{ categories { id } }' })).answer.data?.categories).toHaveLength(60);
  });

  it('counts bytes', async () => {
    const router = await start(await reach(endlessShop({ text: 'x'.repeat(100_000) })));
    const { answer } = await post(router, { query: '{ products(first: 100) { nodes { description } } }' });
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['ANSWER_TOO_LARGE']);
  });

  it('counts an entity at each place where it stands', async () => {
    const router = await start(await reach(endlessShop({ oneProduct: true, attributes: 200 })));
    const query = '{ products(first: 100) { nodes { similar(first: 12) { attributes { name } } } } }';
    const { answer } = await post(router, { query });
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['ANSWER_TOO_LARGE']);
    expect((await post(router, { query: query.replace('100', '3') })).answer.errors).toBeUndefined();
  });

  it('counts all fetches together', async () => {
    const router = await start(await reach(endlessShop({})), { MAX_ANSWER_VALUES: '300' });
    const one = 'products(first: 20) { nodes { id slug name brand } }';
    expect((await post(router, { query: `{ a: ${one} }` })).answer.errors).toBeUndefined();
    const { answer } = await post(router, {
      query: `{ a: ${one} ${one.replace('brand', 'similar(first: 8) { name }')} }`,
    });
    expect(answer.errors?.[0]?.message).toMatch(/^The answer has more than 300 values/);
  });

  it('limits the entities of a fetch', async () => {
    const router = await start(await reach(endlessShop({})), { MAX_FETCH_ENTITIES: '200' });
    const query = '{ products(first: 30) { nodes { similar(first: 10) { name } } } }';
    expect((await post(router, { query })).answer.errors?.[0]).toEqual({
      message: expect.stringMatching(/^The answer needs 300 entities of one kind at once, more than 200: /) as string,
      extensions: { code: 'ANSWER_TOO_LARGE' },
    });
    expect((await post(router, { query: query.replace('30', '20') })).answer.errors).toBeUndefined();
  });
});

it('an answer that introspection makes too large is given up too', async () => {
  const router = await start(endlessShop({}).transports, { MAX_ANSWER_BYTES: '100000' });
  const names = Array.from({ length: 20 }, (_, at) => `${'k'.repeat(190)}${at}: name`).join(' ');
  const { answer } = await post(router, { query: `{ __schema { types { ${names} } } }` });
  expect(answer.data).toBeNull();
  expect(answer.errors?.[0]?.extensions.code).toBe('ANSWER_TOO_LARGE');
  const whole = await post(await start(endlessShop({}).transports), { query: getIntrospectionQuery() });
  expect(whole.answer.errors).toBeUndefined();
});

it('a subgraph’s answer is read no further than it may be long', async () => {
  const transports = await overHttp(endlessShop({ text: 'x'.repeat(1_000) }), 20_000);
  const router = await start(transports);
  const { answer } = await post(router, { query: '{ products(first: 50) { nodes { description } } }' });
  expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['ANSWER_TOO_LARGE']);
});

it('the largest answers that are permitted leave others their turn', async () => {
  const router = await start(endlessShop({ children: 24 }).transports);
  const queries = {
    tree: '{ categories { id children { id slug children { id } } } }',
    'products and their like':
      '{ products(first: 100) { nodes { id name similar(first: 24) { id slug name brand } } } }',
    'aliases on the inner levels':
      '{ categories { a: children { x: children { id } y: parent { id } } b: children { id } } }',
    wide: `{ categories { ${Array.from({ length: 600 }, (_, at) => `a${at}: name`).join(' ')} } }`,
  };
  for (const [name, query] of Object.entries(queries)) {
    await post(router, { query }); // the plan, and the code of the engine, are warm from here on
    const { result, ms } = await longestTurn(() => post(router, { query }));
    expect(result.answer.errors, name).toBeUndefined();
    expect(ms, name).toBeLessThan(LONGEST_TURN_MS * BUSY_MACHINE);
  }
});

/** Without a limit each of them would take minutes or all memory; a busy machine plans the allowed ones in seconds. */
const SOON_MS = 15_000;

it('what expands or repeats without an end is refused soon', async () => {
  const router = await start(endlessShop({}).transports);
  const times = (count: number, part: (at: number) => string) =>
    Array.from({ length: count }, (_, at) => part(at)).join(' ');
  const bombs = {
    fan: `{ product(id: "1") { ...F0 } } ${times(18, (i) => `fragment F${i} on Product { a: similar { ...F${i + 1} } b: similar { ...F${i + 1} } }`)} fragment F18 on Product { id }`,
    chain: `{ ...F0 } ${times(30, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F30 on Query { me { id } nothing }`,
    repeated: `{ ${'product(id: "1") { id } '.repeat(200)} }`,
    aliases: `{ ${times(400, (i) => `a${i}: me { id }`)} }`,
    introspection: `{ __schema { types { ${'fields { type { '.repeat(8)} name ${'} } '.repeat(8)} } } }`,
    deep: `{ categories { ${'children { '.repeat(500)} id ${'} '.repeat(500)} } }`,
    search: `{ ${times(150, (i) => `s${i}: searchProducts(query: "q${i}") { totalCount }`)} }`,
  };
  for (const [name, query] of Object.entries(bombs)) {
    const started = performance.now();
    const { status, answer } = await post(router, { query });
    if (name !== 'repeated' && name !== 'aliases') expect(status, name).toBe(400);
    expect(answer.errors?.every(({ extensions }) => extensions.code !== 'INTERNAL_SERVER_ERROR') ?? true, name).toBe(
      true,
    );
    expect(performance.now() - started, name).toBeLessThan(SOON_MS);
  }
});

it('an answer has 500 errors at most, and says that there are more', async () => {
  const { transports } = endlessShop({});
  const { catalog } = transports;
  const execute: Transport['execute'] = (request) =>
    request.variables?.representations ? Promise.reject(new Error('away')) : catalog.execute(request);
  const router = await start({ ...transports, catalog: { execute } });
  const { answer } = await post(router, {
    query: '{ products(first: 100) { nodes { id similar(first: 10) { id slug name } } } }',
  });
  expect(answer.errors?.length).toBeGreaterThan(100);
  expect(answer.errors?.length).toBeLessThanOrEqual(501);
  expect(answer.errors?.[0]).toMatchObject({ path: ['products', 'nodes', 0, 'similar', 0] });
  expect(answer.errors?.at(-1)).toEqual({
    message: 'There are more errors than these',
    extensions: { code: 'SERVICE_UNAVAILABLE' },
  });
});

it('a list of wrong values has ten errors', async () => {
  const router = await start(endlessShop({}).transports, { MAX_LIST_INPUT: '10000' });
  const query = 'query ($filter: ProductFilter) { products(filter: $filter) { nodes { id } } }';
  const brands = Array.from({ length: 5_000 }, (_, at) => at);
  const { status, answer } = await post(router, { query, variables: { filter: { brands } } });
  expect(status).toBe(400);
  expect(answer.errors?.length).toBeLessThanOrEqual(11);
});
