import { beforeAll, describe, expect, it } from 'vitest';
import type { CategoryId, ProductId } from '@quartet/service-kit';
import {
  productIdOf,
  saveProduct,
  saveProducts,
  setRating,
  setStatus,
  type KnownCategories,
  type SaveProductOutcome,
} from '../src/index.ts';
import { findProductBySlug, findProducts } from '../src/products/product.repository.ts';
import { aProduct, aVariant, freshCatalog, makeCategory, type Db } from './fixtures.ts';

let db: Db;
let shoes: CategoryId;

beforeAll(async () => {
  ({ db } = await freshCatalog());
  shoes = await makeCategory(db, {
    slug: 'shoes',
    attributeDefinitions: [
      { name: 'weight', label: 'Weight', type: 'NUMBER', unit: 'g', min: 10, max: 2_000 },
      { name: 'colour', label: 'Colour', type: 'ENUM', options: ['black', 'white'] },
      { name: 'waterproof', label: 'Waterproof', type: 'BOOLEAN' },
      { name: 'material', label: 'Material', type: 'TEXT' },
      { name: 'size', label: 'Size', type: 'NUMBER', variantDefining: true },
    ],
  });
});

function saved(outcome: SaveProductOutcome) {
  if (outcome.kind !== 'saved') throw new Error(`Refused: ${JSON.stringify(outcome)}`);
  return outcome;
}

describe('saving a product', () => {
  it('changes nothing where the same is written again, and raises the version by one where it is not', async () => {
    const input = aProduct(shoes, 'same', { attributes: [{ name: 'weight', value: 300 }], tags: ['a', 'b'] });
    const first = saved(await saveProduct(db, input));
    expect(first).toMatchObject({
      created: true,
      product: { id: productIdOf('same'), version: 1, slug: 'product-same' },
    });
    expect(saved(await saveProduct(db, input))).toMatchObject({ changed: false, product: { version: 1 } });
    const renamed = saved(await saveProduct(db, { ...input, name: 'Another' }));
    expect(renamed).toMatchObject({ created: false, changed: true, product: { version: 2, name: 'Another' } });
    expect(renamed.product.lastPriceChange).toBeNull();
  });

  it('records which prices moved with the version that moved them', async () => {
    await saveProduct(db, aProduct(shoes, 'priced', { variants: [aVariant('p1'), aVariant('p2')] }));
    const { product } = saved(
      await saveProduct(
        db,
        aProduct(shoes, 'priced', {
          variants: [aVariant('p1', { price: { amount: 5, currency: 'EUR' } }), aVariant('p2')],
        }),
      ),
    );
    const skus = [{ sku: 'p1', from: { amount: 1999, currency: 'EUR' }, to: { amount: 5, currency: 'EUR' } }];
    expect(product.lastPriceChange).toEqual({ version: 2, skus });
  });

  it('lets one of two win that change the same version', async () => {
    const { product } = saved(await saveProduct(db, aProduct(shoes, 'race')));
    const outcomes = await Promise.all(
      ['one', 'two', 'three'].map((name) =>
        saveProduct(db, aProduct(shoes, 'race', { name, expectedVersion: product.version })),
      ),
    );
    expect(outcomes.filter((it) => it.kind === 'saved')).toHaveLength(1);
    expect(outcomes.filter((it) => it.kind === 'concurrent_modification')).toHaveLength(2);
    expect((await findProducts(db, [product.id])).get(product.id)?.version).toBe(2);
  });

  it('makes one product where two processes create it at once', async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => saveProduct(db, aProduct(shoes, 'twins'))));
    expect(outcomes.map((it) => saved(it).created).filter(Boolean)).toHaveLength(1);
  });

  it('keeps an old slug leading to the product, and nobody else takes it', async () => {
    await saveProduct(db, aProduct(shoes, 'moving', { slug: 'old-name' }));
    saved(await saveProduct(db, aProduct(shoes, 'moving', { slug: 'new-name' })));
    expect((await findProductBySlug(db, 'old-name'))?.slug).toBe('new-name');
    const other = await saveProduct(db, aProduct(shoes, 'thief', { slug: 'old-name' }));
    expect(other).toEqual({ kind: 'slug_taken', slug: 'old-name' });
  });

  it('refuses a SKU of another product, on creation and on change', async () => {
    saved(await saveProduct(db, aProduct(shoes, 'owner')));
    const stolen = [aVariant('owner')];
    expect(await saveProduct(db, aProduct(shoes, 'late', { variants: stolen }))).toEqual({
      kind: 'sku_taken',
      skus: ['owner'],
    });
    saved(await saveProduct(db, aProduct(shoes, 'late')));
    expect(await saveProduct(db, aProduct(shoes, 'late', { variants: stolen }))).toEqual({
      kind: 'sku_taken',
      skus: ['owner'],
    });
  });

  it('allows no price only to a draft', async () => {
    const variants = [aVariant('free', { price: null })];
    expect((await saveProduct(db, aProduct(shoes, 'free', { variants }))).kind).toBe('invalid_product');
    const { product } = saved(await saveProduct(db, aProduct(shoes, 'free', { variants, status: 'DRAFT' })));
    expect(await setStatus(db, product.id, 'PUBLISHED')).toEqual({ kind: 'price_missing', skus: ['free'] });
  });

  it('names what is missing: the category, or the product that was to be changed', async () => {
    const nowhere = 'nowhere' as CategoryId;
    const id = 'nobody' as ProductId;
    expect(await saveProduct(db, aProduct(nowhere, 'x1'))).toEqual({ kind: 'category_not_found', categoryId: nowhere });
    expect(await saveProduct(db, aProduct(shoes, 'x2', { id, expectedVersion: 1 }))).toEqual({
      kind: 'product_not_found',
      id,
    });
  });

  it('gives a rating a version of its own, so that a review does not make an editor fail', async () => {
    const { product } = saved(await saveProduct(db, aProduct(shoes, 'rated')));
    await setRating(db, product.id, [0, 0, 0, 1, 3]);
    await setRating(db, product.id, [0, 0, 0, 1, 3]);
    const edited = saved(await saveProduct(db, aProduct(shoes, 'rated', { brand: 'B', expectedVersion: 1 })));
    expect(edited.product).toMatchObject({ version: 2, ratingVersion: 1, rating: { average: 4.75, count: 4 } });
  });
});

describe('attributes', () => {
  it.each([
    ['weight', '300', 'must be a number'],
    ['weight', 9, 'must be 10 or more'],
    ['weight', 2_001, 'must be 2000 or less'],
    ['weight', true, 'must be a number'],
    ['colour', 'red', 'must be one of black, white'],
    ['waterproof', 'yes', 'must be true or false'],
    ['material', 5, 'must be text'],
    ['height', 5, 'is not an attribute of the category'],
    ['size', 44, 'tells variants apart: it belongs to them'],
  ])('refuses %s = %s', async (name, value, message) => {
    const outcome = await saveProduct(db, aProduct(shoes, 'attributes', { attributes: [{ name, value }] }));
    expect(outcome).toEqual({ kind: 'invalid_attribute', problems: [{ attribute: name, sku: null, message }] });
  });

  it.each([
    [
      'text with blanks around it, which go',
      [{ name: 'material', value: ' felt ' }],
      [{ name: 'material', value: 'felt' }],
    ],
    ['a unit of null', [{ name: 'weight', value: 20, unit: null }], [{ name: 'weight', value: 20 }]],
    ['a field that it does not know', [{ name: 'weight', value: 20, more: 1 }], [{ name: 'weight', value: 20 }]],
    ['false and nought', [{ name: 'waterproof', value: false }], [{ name: 'waterproof', value: false }]],
  ])('takes %s', async (_, attributes, kept) => {
    const { product } = saved(await saveProduct(db, aProduct(shoes, 'taken-attributes', { attributes })));
    expect(product.attributes).toEqual(kept);
  });

  it.each([
    ['blanks only', [{ name: 'material', value: '  ' }], 'attributes.0.value'],
    ['no text', [{ name: 'material', value: '' }], 'attributes.0.value'],
    ['text without end', [{ name: 'material', value: 'x'.repeat(2_001) }], 'attributes.0.value'],
    ['not a number', [{ name: 'weight', value: Number.NaN }], 'attributes.0.value'],
    ['no value', [{ name: 'weight' }], 'attributes.0.value'],
    ['no name', [{ name: '', value: 1 }], 'attributes.0.name'],
    ['a unit that is no text', [{ name: 'weight', value: 20, unit: 7 }], 'attributes.0.unit'],
    ['what is no attribute, behind one that is', [{ name: 'weight', value: 20 }, 'weight'], 'attributes.1'],
    ['too many', Array.from({ length: 501 }, () => ({ name: 'weight', value: 20 })), 'attributes'],
    ['no list', { name: 'weight', value: 20 }, 'attributes'],
  ])('refuses %s, and says where', async (_, attributes, path) => {
    const outcome = await saveProduct(db, aProduct(shoes, 'odd-attributes', { attributes: attributes as never }));
    expect(outcome).toEqual({ kind: 'invalid_product', issues: [{ path, message: expect.any(String) }] });
  });

  it('refuses another unit, and a required one that is missing', async () => {
    const attributes = [{ name: 'weight', value: 1, unit: 'kg' }];
    expect(await saveProduct(db, aProduct(shoes, 'unit', { attributes }))).toMatchObject({
      problems: [{ attribute: 'weight', message: 'is kept in g, not in kg' }],
    });
    const strict = await makeCategory(db, {
      slug: 'strict',
      attributeDefinitions: [{ name: 'size', label: 'Size', type: 'NUMBER', required: true }],
    });
    const variants = [aVariant('s1', { attributes: [{ name: 'size', value: 1 }] }), aVariant('s2')];
    expect(await saveProduct(db, aProduct(strict, 'strict', { variants }))).toEqual({
      kind: 'invalid_attribute',
      problems: [{ attribute: 'size', sku: 's2', message: 'is required' }],
    });
  });
});

describe('saving many', () => {
  it('saves what is right, answers in order, and twice the same changes nothing', async () => {
    const good = Array.from({ length: 700 }, (_, n) => aProduct(shoes, `bulk-${n}`, { name: 'All the same name' }));
    const bad = aProduct(shoes, 'bulk-bad', { attributes: [{ name: 'colour', value: 'red' }] });
    const taken = aProduct(shoes, 'bulk-taken', { variants: [aVariant('bulk-3')] });
    const inputs = [
      ...good.slice(0, 350),
      bad,
      ...good.slice(350),
      taken,
      aProduct(shoes, 'bulk-5', { name: 'Second word' }),
    ];
    const outcomes = await saveProducts(db, inputs);
    expect(outcomes[350]?.kind).toBe('invalid_attribute');
    expect(outcomes[701]?.kind).toBe('sku_taken');
    expect(outcomes[702]).toMatchObject({
      kind: 'saved',
      created: false,
      product: { name: 'Second word', version: 2 },
    });
    const slugs = outcomes.slice(0, 350).map((it) => saved(it).product.slug);
    expect(new Set(slugs).size).toBe(350);
    const again = await saveProducts(db, good.slice(10));
    expect(again.every((it) => it.kind === 'saved' && !it.changed)).toBe(true);
  });

  it('of two new products with one SKU makes the first in the list', async () => {
    // The one whose id is the greater stands first.
    const [first = '', second = ''] = ['this', 'that'].toSorted((a, b) => (productIdOf(a) > productIdOf(b) ? -1 : 1));
    const variants = [aVariant('one-sku')];
    const outcomes = await saveProducts(db, [
      aProduct(shoes, first, { variants }),
      aProduct(shoes, second, { variants }),
    ]);
    expect(outcomes).toMatchObject([
      { kind: 'saved', product: { id: productIdOf(first) } },
      { kind: 'sku_taken', skus: ['one-sku'] },
    ]);
  });

  it('sees a category that was changed since it was remembered', async () => {
    const known: KnownCategories = new Map();
    const parentId = await makeCategory(db, { slug: 'remembered-parent' });
    const hats = { slug: 'hats', parentId, attributeDefinitions: [] };
    const id = await makeCategory(db, hats);
    const save = async (key: string) => (await saveProducts(db, [aProduct(id, key)], known))[0];
    expect(await save('hat-1')).toMatchObject({ kind: 'saved' });
    expect(known.size).toBe(2);

    const size = { name: 'size', label: 'Size', type: 'NUMBER' as const, required: true };
    await makeCategory(db, { ...hats, attributeDefinitions: [size] });
    expect(await save('hat-3')).toMatchObject({
      kind: 'invalid_attribute',
      problems: [{ attribute: 'size', message: 'is required' }],
    });
  });
});
