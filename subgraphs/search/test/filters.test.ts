import { encodeCursor } from '@quartet/service-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enumAttribute, MICE, numberAttribute, openShop, productChanged, type Shop, stockChanged } from './shop.ts';

interface Value {
  value: string;
  label: string;
  count: number;
  selected: boolean;
}

const BRANDS = Array.from({ length: 61 }, (_, n) => `Brand ${String(n).padStart(2, '0')}`);
const VALUES = Array.from({ length: 30 }, (_, n) => `value ${n}`);

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
  const variant = (sku: string, amount: number, colour: string, size: number) => ({
    ...{ sku, name: sku, price: { amount, currency: 'EUR' }, barcode: null, weightGrams: null, imageUrl: null },
    ...{ taxClass: 'STANDARD' as const, purchasable: true },
    attributes: [enumAttribute('colour', colour), numberAttribute('size', size, 'cm')],
  });
  await shop.catalog(
    // Every other brand has two products: the rare one is not among the fifty that most have.
    ...BRANDS.flatMap((brand, n) => [
      productChanged(`a${n}`, { brand, attributes: [enumAttribute('kind', VALUES[n % 29] ?? '')] }),
      productChanged(`b${n}`, { brand, attributes: [enumAttribute('kind', VALUES[n % 29] ?? '')] }),
    ]),
    productChanged('rare', { brand: 'Zzz Rare', attributes: [enumAttribute('kind', 'value 29')] }),
    productChanged('shirt', {
      brand: 'Shirts',
      tags: ['cotton'],
      leaf: { id: 'c-shirts', slug: 'shirts', name: 'Shirts' },
      variants: [
        variant('red-s', 1_000, 'red', 10),
        variant('blue-m', 2_000, 'blue', 20),
        variant('red-l', 3_000, 'red', 30),
      ],
    }),
  );
  await shop.orders(
    stockChanged('red-s', { productId: 'shirt', available: 0, version: 1 }),
    stockChanged('blue-m', { productId: 'shirt', available: 4, version: 1 }),
  );
});
afterAll(async () => {
  await shop.close();
});

const shirts = (filter: object) => shop.find({ filter: { tags: ['cotton'], ...filter } });
const eur = (min: number | null, max: number | null) => ({ price: { min, max, currency: 'EUR' } });
const colour = (...values: string[]) => ({ name: 'colour', in: values });

describe('one variant must meet price, attributes and stock', () => {
  test.each<[boolean, object]>([
    [true, eur(2_000, 2_000)],
    [false, eur(1_001, 1_999)],
    [true, { ...eur(1_000, 1_000), attributes: [colour('red')] }],
    [false, { ...eur(2_000, 2_000), attributes: [colour('red')] }],
    [false, { attributes: [colour('blue'), { name: 'size', max: 10 }] }],
    [true, { attributes: [colour('blue'), { name: 'size', in: ['20.0'] }] }],
    [true, { inStock: true }],
    [false, { inStock: false }],
    [false, { inStock: true, attributes: [colour('red')] }],
    [true, { inStock: false, attributes: [colour('red')] }],
    [false, { inStock: true, ...eur(null, 1_500) }],
    [true, { inStock: true, ...eur(null, 2_000), attributes: [colour('blue', 'red')] }],
    [true, { brands: [], attributes: [] }],
    [true, { tags: [], brands: ['Shirts'] }],
    [true, { attributes: [{ name: 'size', in: [], max: 10 }] }],
  ])('%s for %j', async (found, filter) => {
    expect(await shirts(filter)).toEqual(found ? ['shirt'] : []);
  });

  test('stock that moves moves the product', async () => {
    await shop.orders(stockChanged('red-l', { productId: 'shirt', available: 1, version: 1 }));
    expect(await shirts({ inStock: true, ...eur(3_000, 3_000) })).toEqual(['shirt']);
    await shop.orders(stockChanged('red-l', { productId: 'shirt', available: 0, version: 2 }));
    expect(await shirts({ inStock: true, ...eur(3_000, 3_000) })).toEqual([]);
  });
});

async function facet(field: string, filter: object): Promise<Value[]> {
  const { searchProducts } = await shop.ask<{ searchProducts: { facets: { field: string; values: Value[] }[] } }>(
    `query ($filter: SearchFilter) {
      searchProducts(filter: $filter) { facets { field values { value label count selected } } }
    }`,
    { filter },
  );
  return searchProducts.facets.find((one) => one.field === field)?.values ?? [];
}

describe('what is chosen is in its facet, with its count', () => {
  test.each<[string, object, Partial<Value>]>([
    ['brand', { brands: ['zzz rare'] }, { value: 'Zzz Rare', count: 1 }],
    ['brand', { brands: ['Zzz Rare'], tags: ['cotton'] }, { value: 'Zzz Rare', count: 0 }],
    ['brand', { brands: ['Nobody'] }, { count: 0 }],
    ['category', { categoryId: 'c-shirts' }, { value: 'c-shirts', label: 'Shirts', count: 1 }],
    ['category', { categoryId: 'c-shirts', brands: ['Zzz Rare'] }, { label: 'Shirts', count: 0 }],
    ['category', { categoryId: '.*/[x' }, { value: '.*/[x', count: 0 }],
    ['attribute:kind', { attributes: [{ name: 'kind', in: ['value 29'] }] }, { value: 'value 29', count: 1 }],
    ['attribute:kind', { attributes: [{ name: 'kind', in: ['no such'] }] }, { value: 'no such', count: 0 }],
    ['attribute:none', { attributes: [{ name: 'none', boolean: true }] }, { value: 'true', label: 'Yes', count: 0 }],
    ['attribute:size', { attributes: [{ name: 'size', min: 15 }] }, { value: '15-', label: '15 and more', count: 1 }],
    ['price', eur(1_234, 2_345), { value: '1234-2345', label: 'EUR 12.34 – EUR 23.45', count: 124 }],
    ['price', { ...eur(2_000, 4_999), tags: ['none'] }, { value: '2000-4999', count: 0 }],
    ['rating', { minRating: 4.5 }, { value: '4.5', count: 0 }],
    ['inStock', { inStock: true, brands: ['Zzz Rare'] }, { value: 'true', count: 0 }],
  ])('%s of %j', async (field, filter, expected) => {
    const chosen = (await facet(field, filter)).filter(({ selected }) => selected);
    expect(chosen).toMatchObject([expected]);
  });

  test('facets count products of which one variant has all that is chosen', async () => {
    const sizes = await facet('attribute:size', { tags: ['cotton'], attributes: [colour('blue')] });
    expect(sizes.map(({ value }) => value)).toEqual(['20']);
    const colours = await facet('attribute:colour', { tags: ['cotton'], inStock: false });
    expect(colours.map(({ value, count }) => [value, count])).toEqual([['red', 1]]);
  });
});

describe('what cannot be is refused, with its argument', () => {
  const price = ['strict', 'PRICE_ASC', 'EUR', 2_000, 'rare'];
  test.each<[string, Record<string, unknown>, RegExp]>([
    ['an empty cursor', { after: '' }, /"after" is not a cursor of this list/],
    ['the cursor of another order', { after: encodeCursor(price), sort: 'NEWEST' }, /"after" is not a cursor/],
    ['a cursor with another type', { after: encodeCursor(['strict', 'NAME', 1, 'a']), sort: 'NAME' }, /"after"/],
    ['a cursor out of range', { after: encodeCursor(['strict', 'NEWEST', 1e300, 'a']), sort: 'NEWEST' }, /"after"/],
    ['a cursor that is too short', { after: encodeCursor(['strict', 'NAME', 'a']), sort: 'NAME' }, /"after"/],
    ['a rating above 5', { filter: { minRating: 1e308 } }, /filter\.minRating/],
    ['a price below 0', { filter: eur(-1, null) }, /filter\.price\.min/],
    ['too large a page', { first: 101 }, /"first" must be between 0 and 100/],
  ])('%s', async (_what, args, message) => {
    const query = `query ($after: String, $sort: SearchSort, $filter: SearchFilter, $first: Int) {
      searchProducts(after: $after, sort: $sort, filter: $filter, first: $first) { nodes { id } } }`;
    await expect(shop.ask(query, args)).rejects.toThrow(message);
  });

  test('every cursor that we make is taken, also that of the greatest values', async () => {
    const query = `query ($after: String, $sort: SearchSort) {
      searchProducts(after: $after, sort: $sort) { nodes { id } } }`;
    const cursors: [string, (string | number)[]][] = [
      ['NEWEST', [8.64e15, 'a']],
      ['NEWEST', [-8.64e15, 'a']],
      ['RATING', [5, 2_147_483_647, 'a']],
      ['POPULARITY', [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 'a']],
      ['PRICE_DESC', ['~', Number.MIN_SAFE_INTEGER, 'a']],
      ['NAME', ['\uffff', '']],
    ];
    for (const [sort, values] of cursors) {
      await shop.ask(query, { sort, after: encodeCursor(['strict', sort, ...values]) });
    }
  });

  test('null is as good as nothing', async () => {
    const query = `{ a: searchProducts(first: null, sort: null, filter: null, query: null, after: null) { nodes { id } }
      b: searchProducts { nodes { id } } }`;
    const { a, b } = await shop.ask<Record<'a' | 'b', { nodes: { id: string }[] }>>(query);
    expect(a).toEqual(b);
    const lists = (type: string, of: string, id: string) =>
      shop.ask<{ _entities: { nulls: unknown[]; none: unknown[] }[] }>(
        `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} {
          nulls: ${of.replace('(', '(first: null)')} none: ${of.replace('(', '')} } } }`,
        { of: [{ __typename: type, id }] },
      );
    for (const [type, of, id, size] of [
      ['Product', 'similar( { id }', 'a1', 6],
      ['Category', 'facets( { field }', MICE.id, 5],
    ] as const) {
      const [answer] = (await lists(type, of, id))._entities;
      expect(answer?.nulls).toEqual(answer?.none);
      expect(answer?.none.length).toBeLessThanOrEqual(size);
    }
  });
});
