import { expect, test } from 'vitest';
import { type ProductFilterInput, readProductFilter, unmatchedParts } from '../product-filter.ts';

test.each<[string, ProductFilterInput, RegExp]>([
  ['a currency in small letters', { price: { currency: 'eur' } }, /filter\.price\.currency.*write EUR/],
  ['no currency', { price: { currency: 'RMB' } }, /"RMB" is not a currency/],
  ['a price below 0', { price: { min: -1, currency: 'EUR' } }, /filter\.price\.min" is -1/],
  ['a price that is no whole number', { price: { max: 1.5, currency: 'EUR' } }, /filter\.price\.max" is 1\.5/],
  ['a price without end', { price: { max: 1e308, currency: 'EUR' } }, /filter\.price\.max/],
  ['a min above its max', { price: { min: 2, max: 1, currency: 'EUR' } }, /min above its max/],
  ['too good a rating', { minRating: 5.1 }, /filter\.minRating" is 5\.1/],
  ['too bad a rating', { minRating: -0.1 }, /between 0 and 5/],
  ['a rating without end', { minRating: 1e308 }, /minRating/],
  ['a rating that is no number', { minRating: NaN }, /minRating/],
  ['an attribute without a condition', { attributes: [{ name: 'colour' }] }, /"colour".* needs one of in, min\/max/],
  ['an attribute of an empty list', { attributes: [{ name: 'colour', in: [] }] }, /needs one of in/],
  ['two conditions', { attributes: [{ name: 'size', min: 1, boolean: true }] }, /needs one of in/],
  ['an attribute with a min above its max', { attributes: [{ name: 'size', min: 2, max: 1 }] }, /min above its max/],
  ['a number without end', { attributes: [{ name: 'size', min: Infinity }] }, /not a number/],
  ['half a character in a brand', { brands: ['\ud800'] }, /filter\.brands" has the character U\+D800/],
  ['half a character in a name', { attributes: [{ name: '\udfff', boolean: true }] }, /U\+DFFF/],
  ['too many brands', { brands: Array.from({ length: 101 }, String) }, /101 values, and 100 is the limit/],
  ['an empty id', { categoryId: '' }, /filter\.categoryId" is empty/],
])('%s is refused by name', (_what, filter, message) => {
  expect(() => readProductFilter(filter)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  expect(() => readProductFilter(filter)).toThrow(message);
});

test('null, left out and an empty list are the same', () => {
  const nothing = readProductFilter({});
  const nulls = {
    categoryId: null,
    brands: null,
    tags: null,
    price: null,
    minRating: null,
    inStock: null,
    attributes: null,
  };
  expect(readProductFilter(nulls)).toEqual(nothing);
  expect(readProductFilter({ brands: [], tags: [], attributes: [] })).toEqual(nothing);
});

test('brands and tags are compared as people read them, values of attributes by what they are', () => {
  const read = readProductFilter({
    brands: ['CAFE\u0301'],
    attributes: [{ name: 'size', in: ['14.0', 'true', '1e400', 'Infinity', '0x10', ''] }],
  });
  expect(read.brands).toEqual(['café']);
  expect(read.attributes).toMatchObject([{ kind: 'in', numbers: [14], booleans: [true] }]);
});

test('what finds nothing by itself is named, the general before the particular', async () => {
  const filter: ProductFilterInput = {
    categoryId: 'mice',
    price: { min: 100, currency: 'JPY' },
    brands: ['Zen'],
    attributes: [{ name: 'colour', in: ['pink'] }],
  };
  const unmatched = await unmatchedParts(filter, async ({ brands, attributes }) => {
    return Promise.resolve(brands.length > 0 || attributes[0]?.kind === 'exists');
  });
  expect(unmatched).toEqual([
    { argument: 'filter.categoryId', value: 'mice' },
    { argument: 'filter.price.currency', value: 'JPY' },
    { argument: 'filter.attributes.0', value: 'colour: pink' },
  ]);
});
