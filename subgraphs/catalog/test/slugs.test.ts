import { expect, test } from 'vitest';
import { saveProducts } from '../src/index.ts';
import { categorySlugs, productSlugs } from '../src/slugs.ts';
import { aProduct, aVariant, freshCatalog, makeCategory } from './fixtures.ts';

const { db } = await freshCatalog();

test('a slug is made of any script; what cannot be spelled has its id', () => {
  const slugs = (name: string, sku = 'A-1') => productSlugs({ id: 'some-id', name, sku });
  expect(slugs('Чайник «Север»')[0]).toBe('chaynik-sever');
  expect(slugs('Größe & Œuvre')).toEqual([
    'grosse-oeuvre',
    'grosse-oeuvre-a-1',
    expect.stringMatching(/^grosse-oeuvre-[0-9a-f]{8}$/),
    expect.stringMatching(/^grosse-oeuvre-[0-9a-f]{16}$/),
  ]);
  expect(slugs('—', '—')).toEqual([
    'product',
    expect.stringMatching(/^product-[0-9a-f]{8}$/),
    expect.stringMatching(/^product-[0-9a-f]{16}$/),
  ]);
  expect(slugs('名'.repeat(500), '名'.repeat(100)).every((slug) => slug.length <= 200)).toBe(true);
});

test('a category below another is told apart by its parent', () => {
  const slugs = categorySlugs({ id: 'some-id', name: 'C++', parentSlug: 'books' });
  expect(slugs.slice(0, 2)).toEqual(['c', 'books-c']);
  expect(
    categorySlugs({ id: 'x', name: 'n'.repeat(200), parentSlug: 'p'.repeat(80) }).every((it) => it.length <= 100),
  ).toBe(true);
});

test('however many products have one name, each gets a slug', async () => {
  const categoryId = await makeCategory(db, { slug: 'kettles' });
  const inputs = Array.from({ length: 45 }, (_, at) =>
    aProduct(categoryId, `kettle-${at}`, { name: 'Чайник', variants: [aVariant('ж'.repeat(at + 1))] }),
  );
  const outcomes = await saveProducts(db, inputs);
  expect(outcomes.filter(({ kind }) => kind !== 'saved')).toEqual([]);
  const slugs = outcomes.flatMap((it) => (it.kind === 'saved' ? it.product.slug : []));
  expect(new Set(slugs).size).toBe(inputs.length);
  const again = await saveProducts(db, inputs);
  expect(again.every((it) => it.kind === 'saved' && !it.changed)).toBe(true);
});

test('a product in what is no currency is refused with the code', async () => {
  const categoryId = await makeCategory(db, { slug: 'currencies' });
  const inputs = ['RMB', 'eur', 'XAU', 'CNY'].map((currency) =>
    aProduct(categoryId, `in-${currency}`, {
      variants: [aVariant(`in-${currency}`, { price: { amount: 1_999, currency } })],
    }),
  );
  const issues = (await saveProducts(db, inputs)).map((it) =>
    it.kind === 'invalid_product' ? it.issues[0]?.message : it.kind,
  );
  expect(issues).toEqual([
    '"RMB" is not a currency of ISO 4217 such as EUR',
    '"eur" is not a currency: write EUR',
    '"XAU" is not a currency of ISO 4217 such as EUR',
    'saved',
  ]);
});
