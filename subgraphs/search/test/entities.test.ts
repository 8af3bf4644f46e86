import { anonymous, countDatabaseCalls } from '@quartet/service-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSearch } from '../src/index.ts';
import { enumAttribute, KEYBOARDS, log, openShop, productChanged, type Shop } from './shop.ts';

interface Entities {
  _entities: {
    similar: { id: string }[] | null;
    facets: { field: string; values: { label: string; count: number }[] }[] | null;
  }[];
}

const SIMILAR = `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Product { similar(first: 3) { id } } } }`;
const FACETS = `query ($ids: [_Any!]!) {
  _entities(representations: $ids) { ... on Category { facets(first: 3) { field values { label count } } } }
}`;
const of = (type: string, ...ids: string[]) => ({ ids: ids.map((id) => ({ __typename: type, id })) });

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
  await shop.catalog(
    productChanged('mouse-a', { name: 'Swift wireless mouse', attributes: [enumAttribute('colour', 'black')] }),
    productChanged('mouse-b', { name: 'Swift wireless mouse mini', attributes: [enumAttribute('colour', 'white')] }),
    productChanged('mouse-c', { name: 'Trackball', brand: 'Zen' }),
    productChanged('keyboard', { name: 'Typewriter', brand: 'Clack', leaf: KEYBOARDS }),
    productChanged('draft', { name: 'Swift wireless mouse', status: 'DRAFT' }),
  );
});
afterAll(async () => {
  await shop.close();
});

test('similar: the likest first, filled up from the category and its neighbours, never itself, never a draft', async () => {
  const { _entities } = await shop.ask<Entities>(SIMILAR, of('Product', 'mouse-a', 'keyboard'));
  expect(_entities[0]?.similar?.map(({ id }) => id)).toEqual(['mouse-b', 'mouse-c', 'keyboard']);
  expect(_entities[1]?.similar?.map(({ id }) => id).toSorted()).toEqual(['mouse-a', 'mouse-b', 'mouse-c']);
});

test('facets of a category: of what is in it and below, each with a value', async () => {
  const { _entities } = await shop.ask<Entities>(FACETS, of('Category', 'c-mice', 'c-peripherals', 'c-empty'));
  const [mice, peripherals, empty] = _entities.map(({ facets }) => facets ?? []);
  expect(mice?.find(({ field }) => field === 'brand')?.values).toEqual([
    { label: 'Acme', count: 2 },
    { label: 'Zen', count: 1 },
  ]);
  expect(mice?.map(({ field }) => field)).toContain('attribute:colour');
  expect(mice).toHaveLength(3);
  expect(mice?.every(({ values }) => values.length > 0)).toBe(true);
  expect(peripherals?.find(({ field }) => field === 'category')?.values).toEqual([
    { label: 'Mice', count: 3 },
    { label: 'Keyboards', count: 1 },
  ]);
  expect(empty).toEqual([]);
});

test('any number of entities is one round trip', async () => {
  const products = Array.from({ length: 50 }, (_, n) => `product-${n}`);
  for (const [query, type] of [
    [SIMILAR, 'Product'],
    [FACETS, 'Category'],
  ] as const) {
    const { calls } = await countDatabaseCalls(() => shop.ask(query, of(type, ...products)));
    expect(calls.elasticsearch).toBe(1);
  }
});

test('a search engine that is away costs these fields only, says so and names no host', async () => {
  const env = { ...shop.env, ELASTICSEARCH_URL: 'http://127.0.0.1:9' };
  const service = await startSearch({ env, log, workers: false });
  try {
    const request = { viewer: anonymous, requestId: 'test' };
    for (const [query, type, field] of [
      [SIMILAR, 'Product', 'similar'],
      [FACETS, 'Category', 'facets'],
    ] as const) {
      const { data, errors } = await service.subgraph.execute({ ...request, query, variables: of(type, 'a', 'b') });
      expect(data).toEqual({ _entities: [{ [field]: null }, { [field]: null }] });
      expect(errors?.map(({ path }) => path)).toEqual([
        ['_entities', 0, field],
        ['_entities', 1, field],
      ]);
      expect(errors?.[0]?.extensions['code']).toBe('SERVICE_UNAVAILABLE');
      expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|ECONN/);
    }
    const { data, errors } = await service.subgraph.execute({
      ...request,
      query: '{ searchProducts { nodes { id } } }',
    });
    expect([data, errors?.[0]?.path]).toEqual([{ searchProducts: null }, ['searchProducts']]);
    await expect(service.checks['elasticsearch']?.()).rejects.toThrow();
  } finally {
    await service.stop();
  }
});
