import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foldedCode, modelTerms } from '../src/search-index/model-numbers.ts';
import { enumAttribute, openShop, productChanged, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
  const variant = (sku: string, barcode: string | null) => ({
    ...{ sku, name: 'Standard', price: { amount: 1_999, currency: 'EUR' }, barcode, weightGrams: null },
    ...{ taxClass: 'STANDARD' as const, attributes: [], imageUrl: null, purchasable: true },
  });
  await shop.catalog(
    productChanged('sony', { name: 'Sony WH-1000XM4 wireless headphones', brand: 'Sony' }),
    productChanged('apart', { name: 'Canon EOS 90 D kit', brand: 'Canon' }),
    productChanged('joined', { name: 'Brother TN2110 toner', brand: 'Brother' }),
    productChanged('inAttribute', {
      name: 'Notebook',
      brand: 'Dell',
      attributes: [enumAttribute('processor model', 'i7-8550U')],
    }),
    productChanged('bySku', { name: 'Cable', brand: null, variants: [variant('AB.12/34-c', '4-006381-333931')] }),
    productChanged('the', { name: 'The The: Soul Mining', brand: 'Epic' }),
    productChanged('tea', { name: 'Thé vert', brand: null }),
    productChanged('its', { name: 'It’s', brand: null }),
    productChanged('jack', { name: 'Jack 3.5 mm', brand: null }),
    productChanged('drive', { name: 'Drive 2.5"', brand: null }),
    productChanged('signed', { name: 'Magic™ Mouse 🐭', brand: null }),
    productChanged('itIs', { name: 'It', brand: null }),
    productChanged('cafe', { name: 'Espresso cups', brand: 'Café Royal' }),
    productChanged('att', { name: 'AT&T telephone', brand: 'AT&T' }),
    productChanged('tshirt', { name: 'T shirt', brand: null }),
    productChanged('rb', { name: 'R&B classics', brand: null }),
    productChanged('hm', { name: 'Dress', brand: 'H&M' }),
    productChanged('who', { name: 'Tommy', brand: 'The Who' }),
    productChanged('c', { name: 'C', brand: null }),
    productChanged('cpp', { name: 'C++ primer', brand: null }),
    productChanged('csharp', { name: 'C# in depth', brand: null }),
    productChanged('underscored', { name: 'foo_bar stand', brand: null }),
  );
});
afterAll(async () => {
  await shop.close();
});

describe('model numbers are found however they are written apart', () => {
  test.each([
    [
      'sony',
      ['wh1000xm4', 'WH-1000XM4', 'wh 1000 xm4', 'WH1000-XM4', 'wh_1000xm4', 'sony wh1000xm4 headphones', 'WH‑1000XM4'],
    ],
    ['apart', ['eos90d', 'EOS 90D', 'eos-90-d', 'canon 90d']],
    ['jack', ['3.5mm', '3.5 mm', 'jack 3.5mm', '35mm jack', '3.5mm jack']],
    ['drive', ['drive 2.5', '2.5" drive', '2.5 drive']],
    ['joined', ['tn-2110', 'TN 2110', 'tn2110', 'brother tn-2110 toner']],
    ['inAttribute', ['i78550u', 'i7 8550u', 'notebook i7-8550u']],
    ['bySku', ['ab1234c', 'AB.12/34-C', 'ab 12 34 c', '4006381333931']],
  ])('%s', async (id, queries) => {
    for (const query of queries) expect([query, await shop.find({ query })]).toEqual([query, [id]]);
  });

  test('other numbers are not', async () => {
    expect(await shop.find({ query: 'wh2000xm4' })).not.toContain('sony');
  });
});

test('a query of stop words alone finds what is called so', async () => {
  expect((await shop.find({ query: 'The The' }))[0]).toBe('the');
  expect(await shop.find({ query: 'IT' })).toEqual(['itIs']);
  expect(await shop.find({ query: 'the soul of mining' })).toEqual(['the']);
});

describe('short names with signs', () => {
  test.each([
    ['AT&T', ['att']],
    ['at & t', ['att']],
    ['at&t telephone', ['att']],
    ['A&W', []],
    ['R&B', ['rb']],
    ['H&M', ['hm']],
  ])('%s finds what is called so, and not each of its letters', async (query, found) => {
    expect(await shop.find({ query })).toEqual(found);
  });

  test.each([
    ['C++', 'cpp'],
    ['c#', 'csharp'],
    ['The Who', 'who'],
  ])('%s finds it first', async (query, first) => {
    expect((await shop.find({ query }))[0]).toBe(first);
  });
});

test('a stop word with an accent or a possessive is one as well', async () => {
  for (const query of ['thé', 'Thé', 'the\u0301', 'thé vert', 'ＴＨＥ vert']) {
    expect([query, await shop.find({ query })]).toEqual([query, expect.arrayContaining(['tea'])]);
  }
  for (const query of ["It's", 'it’s']) expect([query, await shop.find({ query })]).toEqual([query, ['its']]);
});

test('emoji and signs beside words are none; alone they are looked for', async () => {
  for (const query of ['magic mouse', 'Magic™ mouse', '🖱️ magic mouse', 'magic 👍🏽 mouse©', '🐭']) {
    expect([query, await shop.find({ query })]).toEqual([query, ['signed']]);
  }
  for (const query of ['!!!', '"', '😀', '* ? :']) expect([query, await shop.find({ query })]).toEqual([query, []]);
});

test('a query is one form of text: composed, without what nobody sees', async () => {
  for (const query of [
    'Café Royal',
    'Cafe\u0301 Royal',
    'CAFÉ\u200b royal',
    '\u202ecafe royal\ufeff',
    ' foo_bar ',
    'foo bar',
  ]) {
    const [found] = await shop.find({ query });
    expect([query, found]).toEqual([query, query.includes('foo') ? 'underscored' : 'cafe']);
  }
  for (const brand of ['Café Royal', 'Cafe\u0301 Royal', 'CAFÉ ROYAL']) {
    expect(await shop.find({ filter: { brands: [brand] } })).toEqual(['cafe']);
  }
  for (const query of ['', ' ', '\u200b', null]) expect(await shop.find({ query, first: 100 })).toHaveLength(22);
  await expect(shop.find({ query: '\ud800' })).rejects.toThrow(/U\+D800/);
});

test('terms of model numbers', () => {
  expect(modelTerms('WH-1000XM4')).toEqual(expect.arrayContaining(['wh1000xm4', 'wh1000', '1000xm4', 'xm4']));
  expect(modelTerms('no numbers here')).toEqual([]);
  expect(modelTerms('1 2 3 4 5 6 7 8 9 '.repeat(1_000)).length).toBeLessThanOrEqual(2_000);
  expect(foldedCode('Ä-1/ö.2')).toBe('a1o2');
});
