import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enumAttribute, KEYBOARDS, MICE, numberAttribute, openShop, productChanged, type Shop } from './shop.ts';

interface FacetAnswer {
  field: string;
  kind: string;
  unit: string | null;
  min: number | null;
  max: number | null;
  values: { value: string; label: string; count: number; selected: boolean; category: { id: string } | null }[];
}

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
  await shop.catalog(
    productChanged('swift', {
      name: 'Swift gaming mouse',
      euros: 59,
      attributes: [enumAttribute('colour', 'black'), numberAttribute('weight', 89, 'g')],
    }),
    productChanged('calm', {
      name: 'Calm office mouse',
      euros: 19,
      brand: 'Zen',
      attributes: [enumAttribute('colour', 'white'), numberAttribute('weight', 120, 'g')],
    }),
    productChanged('glow', {
      name: 'Glow mouse',
      euros: 39,
      brand: 'Zen',
      attributes: [enumAttribute('colour', 'black'), enumAttribute('purpose', 'Gaming')],
    }),
    productChanged('clack', {
      name: 'Clack gaming keyboard',
      euros: 99,
      leaf: KEYBOARDS,
      attributes: [enumAttribute('colour', 'black')],
    }),
    productChanged('hush', { name: 'Hush keyboard', euros: 29, leaf: KEYBOARDS, brand: 'Zen' }),
    productChanged('draft', { name: 'Draft gaming mouse', status: 'DRAFT' }),
  );
});
afterAll(async () => {
  await shop.close();
});

async function facets(args: Record<string, unknown>): Promise<Map<string, FacetAnswer>> {
  const { searchProducts } = await shop.ask<{ searchProducts: { facets: FacetAnswer[] } }>(
    `query ($query: String, $filter: SearchFilter) {
      searchProducts(query: $query, filter: $filter) {
        facets { field kind unit min max values { value label count selected category { id } } }
      }
    }`,
    args,
  );
  return new Map(searchProducts.facets.map((facet) => [facet.field, facet]));
}

const counts = (facet: FacetAnswer | undefined): Record<string, number> =>
  Object.fromEntries(facet?.values.map(({ value, count }) => [value, count]) ?? []);

describe('words', () => {
  test.each([
    ['gaming mouse', ['swift', 'glow']],
    ['gamign mouse', ['swift', 'glow']],
    ['mice', ['swift', 'calm', 'glow']],
    ['Swfit', ['swift']],
    ['ZEN keyboards', ['hush']],
    ['CLACK-1', ['clack']],
    ['nothing like it', []],
  ])('"%s"', async (query, ids) => {
    expect((await shop.find({ query })).toSorted()).toEqual(ids.toSorted());
  });

  test('what is in the name comes before what is in an attribute', async () => {
    expect((await shop.find({ query: 'gaming mouse' }))[0]).toBe('swift');
  });

  test('a filter narrows a search and never makes it more forgiving', async () => {
    expect(await shop.find({ query: 'keyboard', filter: { brands: ['Zen'] } })).toEqual(['hush']);
    expect(await shop.find({ query: 'mouse', filter: { brands: ['Nobody'] } })).toEqual([]);
  });
});

describe('filters', () => {
  test.each([
    [{ categoryId: 'c-peripherals' }, ['swift', 'calm', 'glow', 'clack', 'hush']],
    [{ categoryId: 'c-mice', price: { min: 1900, max: 3900, currency: 'EUR' } }, ['calm', 'glow']],
    [{ price: { min: 1, currency: 'USD' } }, []],
    [{ attributes: [{ name: 'weight', min: 100 }] }, ['calm']],
    [
      {
        attributes: [
          { name: 'colour', in: ['black'] },
          { name: 'purpose', in: ['Gaming'] },
        ],
      },
      ['glow'],
    ],
    [{ brands: ['Zen', 'Acme'], attributes: [{ name: 'colour', in: ['white'] }] }, ['calm']],
  ])('%j', async (filter, ids) => {
    expect((await shop.find({ filter })).toSorted()).toEqual(ids.toSorted());
  });

  test.each([
    [{ filter: { attributes: [{ name: 'weight', min: 1, boolean: true }] } }, /one of in, min\/max and boolean/],
    [{ filter: { price: { min: 2, max: 1, currency: 'EUR' } } }, /min above its max/],
    [{ first: 101 }, /"first"/],
    [{ query: 'x'.repeat(257) }, /256 characters/],
  ])('%j is refused', async (args, message) => {
    await expect(shop.find(args)).rejects.toThrow(message);
  });
});

describe('facets', () => {
  test('a facet counts as if its own filter were not set, and under all the others', async () => {
    const found = await facets({ filter: { brands: ['Zen'], attributes: [{ name: 'colour', in: ['black'] }] } });
    expect(counts(found.get('brand'))).toEqual({ Acme: 2, Zen: 1 });
    expect(counts(found.get('attribute:colour'))).toEqual({ black: 1, white: 1 });
    expect(found.get('price')).toMatchObject({ min: 3900, max: 3900, unit: 'EUR' });
    expect(found.get('brand')?.values.filter(({ selected }) => selected)).toMatchObject([{ value: 'Zen' }]);
    expect(found.get('attribute:colour')?.values.filter(({ selected }) => selected)).toMatchObject([
      { value: 'black' },
    ]);
  });

  test('the category facet is a tree of ids, parents first', async () => {
    const tree = (await facets({})).get('category');
    expect(tree).toMatchObject({ kind: 'TREE' });
    expect(tree?.values.map(({ label, count, category }) => [label, count, category?.id])).toEqual([
      ['Peripherals', 5, 'c-peripherals'],
      ['Mice', 3, 'c-mice'],
      ['Keyboards', 2, 'c-keyboards'],
    ]);
  });

  test('a price range, used as a filter, finds as many as it counted', async () => {
    const range = (await facets({ query: 'mouse' })).get('price')?.values ?? [];
    expect(range.map(({ value, count }) => [value, count])).toEqual([
      ['1000-1999', 1],
      ['2000-4999', 1],
      ['5000-9999', 1],
    ]);
    expect(await shop.find({ query: 'mouse', filter: { price: { min: 2000, max: 4999, currency: 'EUR' } } })).toEqual([
      'glow',
    ]);
  });

  test('numbers are a range with a unit', async () => {
    expect((await facets({})).get('attribute:weight')).toMatchObject({ kind: 'RANGE', unit: 'g', min: 89, max: 120 });
  });

  test.each(['size [cm] > 5 %', '__proto__', 'a/b', '*'])('an attribute may be called %s', async (name) => {
    for (const inStock of [true, null]) {
      const found = await facets({ filter: { attributes: [{ name, in: ['x'] }], inStock } });
      expect(found.get(`attribute:${name}`)?.values).toMatchObject([{ value: 'x', count: 0, selected: true }]);
    }
  });
});

describe('pages', () => {
  interface Page {
    searchProducts: {
      edges: { cursor: string; score: number; node: { id: string } }[];
      pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
      totalCount: number;
      totalCountExact: boolean;
    };
  }
  const page = (variables: Record<string, unknown>): Promise<Page> =>
    shop.ask<Page>(
      `query ($query: String, $sort: SearchSort, $after: String, $filter: SearchFilter) {
        searchProducts(query: $query, sort: $sort, first: 2, after: $after, filter: $filter) {
          edges { cursor score node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } totalCount totalCountExact
        }
      }`,
      variables,
    );

  test.each([
    [{ sort: 'RELEVANCE' }],
    [{ sort: 'RELEVANCE', query: 'mouse keyboard gaming zen peripherals' }],
    [{ sort: 'PRICE_ASC' }],
    [{ sort: 'PRICE_DESC', filter: { price: { currency: 'EUR' } } }],
    [{ sort: 'NEWEST' }],
    [{ sort: 'RATING' }],
    [{ sort: 'POPULARITY' }],
  ])('%j gives every hit once', async (args) => {
    const whole = await shop.find({ ...args, first: 100 });
    expect(whole.length).toBeGreaterThan(0);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { searchProducts }: Page = await page({ ...args, after });
      expect(searchProducts.totalCount).toBe(whole.length);
      expect(searchProducts.pageInfo.hasPreviousPage).toBe(after !== null);
      seen.push(...searchProducts.edges.map(({ node }) => node.id));
      after = searchProducts.pageInfo.hasNextPage ? searchProducts.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(whole);
  });

  test('prices in order', async () => {
    expect(await shop.find({ sort: 'PRICE_ASC' })).toEqual(['calm', 'hush', 'glow', 'swift', 'clack']);
    expect(await shop.find({ sort: 'PRICE_DESC', filter: { categoryId: MICE.id } })).toEqual(['swift', 'glow', 'calm']);
  });

  test('a cursor of another order is refused, as is one that is none', async () => {
    const { searchProducts } = await page({ sort: 'NEWEST' });
    await expect(page({ sort: 'RATING', after: searchProducts.pageInfo.endCursor })).rejects.toThrow(
      /"after" is not a cursor of this list/,
    );
    await expect(page({ after: 'bogus' })).rejects.toThrow(/"after" is not a cursor/);
  });
});
