import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createExecutor } from '../src/executor/create-executor.ts';
import { EXECUTORS, type Executor } from '../src/executor/executor.ts';
import { codes, paths, run } from './execute.ts';
import { fakeGraph, flagship, log, supergraphSdl } from './fake-graph.ts';

interface Item {
  variant: { sku: string; availability: object | null; product: Record<string, unknown> | null } | null;
}
const itemsOf = (answer: { data?: unknown }) => (answer.data as { order: { items: Item[] } }).order.items;

describe.each(EXECUTORS)('the executor %s', (name) => {
  const graph = fakeGraph();
  let executor: Executor;

  beforeAll(async () => {
    const options = { supergraphSdl, transports: graph.transports, subgraphTimeoutMs: 300, log };
    executor = await createExecutor(options, name);
  });
  afterAll(() => executor.stop());
  beforeEach(() => {
    graph.faults.clear();
    graph.calls.length = 0;
  });

  describe('an answer', () => {
    it('crosses all four subgraphs, sends each entity once, and has no extensions', async () => {
      const answer = await run(executor, flagship, { id: 'o1' });
      expect(answer.errors).toBeUndefined();
      expect(Object.keys(answer)).toEqual(['data']);
      const items = itemsOf(answer);
      expect(items[0]?.variant?.product).toMatchObject({
        name: 'Name p1',
        category: { name: 'Category of p1', facets: [{ field: 'brand' }] },
        similar: [
          { name: 'Name p3', slug: 'slug-p3' },
          { name: 'Name p4', slug: 'slug-p4' },
        ],
      });
      expect(items[1]?.variant?.product).toEqual(items[0]?.variant?.product);
      const fetched = graph.calls
        .filter(({ name }) => name === 'search' || name === 'catalog')
        .flatMap(({ request }) => Object.values(request.variables ?? {}))
        .filter((value): value is object[] => Array.isArray(value));
      expect(fetched.length).toBeGreaterThan(2);
      for (const representations of fetched) {
        expect(new Set(representations.map((one) => JSON.stringify(one))).size).toBe(representations.length);
      }
    });

    it('says nothing of an entity that does not exist', async () => {
      const answer = await run(executor, flagship, { id: 'o1' });
      expect(itemsOf(answer)[2]?.variant).toMatchObject({
        sku: 'GONE',
        availability: { inStock: true },
        product: null,
      });
      expect(answer.errors).toBeUndefined();
      expect(answer.extensions).toBeUndefined();
      expect(await run(executor, flagship, { id: 'none' })).toEqual({ data: { order: null } });
    });

    it('refuses variables of the wrong type without asking anyone', async () => {
      const answer = await run(executor, flagship, {});
      expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
      expect(answer.data).toBeUndefined();
      expect(graph.calls).toEqual([]);
    });

    it('introspects', async () => {
      const answer = await run(executor, '{ __schema { queryType { name } } }');
      expect(answer).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } });
    });
  });

  describe.each(['database', 'network', 'silence'] as const)('a subgraph that is down (%s)', (fault) => {
    const code = fault === 'silence' ? 'TIMEOUT' : 'SERVICE_UNAVAILABLE';

    it('orders: costs the order', async () => {
      graph.faults.set('orders', fault);
      const answer = await run(executor, flagship, { id: 'o1' });
      expect(answer.data).toEqual({ order: null });
      expect(paths(answer)).toEqual(['order']);
      expect(codes(answer)).toEqual([code]);
    });

    it('users: costs the customer, once', async () => {
      graph.faults.set('users', fault);
      const answer = await run(executor, flagship, { id: 'o1' });
      expect(answer.data).toMatchObject({ order: { number: 'Q-1', customer: null } });
      expect(paths(answer)).toEqual(['order.customer']);
    });

    it('catalog: costs the product of each item, and the rest stands', async () => {
      graph.faults.set('catalog', fault);
      const answer = await run(executor, flagship, { id: 'o1' });
      expect(itemsOf(answer).map((item) => item.variant)).toEqual(
        ['P1-A', 'P1-B', 'GONE', 'P2-A'].map((sku) => ({
          sku,
          availability: { inStock: true, available: 10 },
          product: null,
        })),
      );
      expect(paths(answer)).toEqual([0, 1, 2, 3].map((i) => `order.items.${i}.variant.product`));
      expect(codes(answer)).toEqual([code]);
    });

    it('search: costs facets and similar only, at the right items', async () => {
      graph.faults.set('search', fault);
      const answer = await run(executor, flagship, { id: 'o1' });
      expect(itemsOf(answer)[0]?.variant?.product).toMatchObject({
        name: 'Name p1',
        category: { facets: null },
        similar: null,
      });
      // item 2 has no product, so nothing of it was lost
      expect(paths(answer).sort()).toEqual(
        [0, 1, 3]
          .flatMap((i) => [
            `order.items.${i}.variant.product.category.facets`,
            `order.items.${i}.variant.product.similar`,
          ])
          .sort(),
      );
    });

    it('shows no internals', async () => {
      for (const name of ['users', 'catalog', 'search'] as const) graph.faults.set(name, fault);
      const answer = await run(executor, flagship, { id: 'o1' });
      expect(JSON.stringify(answer)).not.toMatch(/10\.0\.0\.7|ECONN|serviceName|valueCompletion|stack|lostField/);
      for (const error of answer.errors ?? []) {
        expect(Object.keys(error).sort()).toEqual(['extensions', 'message', 'path']);
        expect(Object.keys(error.extensions)).toEqual(['code']);
      }
    });
  });

  describe('a lost field that may not be null', () => {
    it('is reported where the client sees the null', async () => {
      graph.faults.set('catalog', 'database');
      const query = 'query Names($id: ID!) { order(id: $id) { items { variant { sku name price { amount } } } } }';
      const answer = await run(executor, query, { id: 'o1' });
      expect(itemsOf(answer).map((item) => item.variant)).toEqual([null, null, null, null]);
      expect(paths(answer)).toEqual([0, 1, 2, 3].map((i) => `order.items.${i}.variant`));
    });

    it('keeps aliases and fragments', async () => {
      graph.faults.set('search', 'database');
      const query = `query Aliased($id: ID!) { o: order(id: $id) { lines: items { ...Line } } }
      fragment Line on OrderItem { v: variant { p: product { id alike: similar(first: 2) { id } } } }`;
      const answer = await run(executor, query, { id: 'o1' });
      expect(paths(answer)).toEqual([0, 1, 3].map((i) => `o.lines.${i}.v.p.alike`));
    });
  });

  it('reports each of several root fields of a subgraph that is down', async () => {
    graph.faults.set('catalog', 'network');
    const answer = await run(executor, '{ one: product(id: "p1") { id } two: product(id: "p2") { id } me { id } }');
    expect(answer.data).toMatchObject({ one: null, two: null, me: { id: expect.any(String) as string } });
    expect(paths(answer)).toEqual(['one', 'two']);
  });

  it('answers at once with what it has when the request is given up', async () => {
    graph.faults.set('search', 'silence');
    const controller = new AbortController();
    const running = run(executor, flagship, { id: 'o1' }, controller.signal);
    controller.abort();
    expect(codes(await running)).toEqual(['TIMEOUT']);
  });
});
