import type { CategoryId } from '@quartet/service-kit';
import { beforeAll, describe, expect, it } from 'vitest';
import { productIdOf, saveCategory, saveProduct, saveProducts, type ProductInput } from '../src/index.ts';
import { aProduct, aVariant, freshCatalog, makeCategory, type Db } from './fixtures.ts';

let db: Db;
let shoes: CategoryId;

beforeAll(async () => {
  ({ db } = await freshCatalog());
  shoes = await makeCategory(db, {
    slug: 'shoes',
    attributeDefinitions: [
      { name: 'matériau', label: 'Matériau', type: 'TEXT' },
      { name: 'taille', label: 'Taille', type: 'NUMBER', unit: 'Å' },
    ],
  });
});

const save = async (key: string, changes: Partial<ProductInput>) => saveProduct(db, aProduct(shoes, key, changes));

async function saved(key: string, changes: Partial<ProductInput>) {
  const outcome = await save(key, changes);
  if (outcome.kind !== 'saved') throw new Error(JSON.stringify(outcome));
  return outcome.product;
}

describe.each([
  ['NUL', '\0', 'U+0000'],
  ['a half surrogate', '\ud83d', 'U+D83D'],
  ['a zero-width space', '\u200b', 'U+200B'],
  ['a direction override', '\u202e', 'U+202E'],
])('%s', (_, character, name) => {
  const bad = `a${character}b`;
  it.each([
    ['name', { name: bad }],
    ['brand', { brand: bad }],
    ['shortDescription', { shortDescription: bad }],
    ['description', { description: bad }],
    ['tags.1', { tags: ['good', bad] }],
    ['images.0.alt', { images: [{ url: 'https://pictures.example/a.jpg', alt: bad }] }],
    ['attributes.0.name', { attributes: [{ name: bad, value: 'x' }] }],
    ['attributes.0.value', { attributes: [{ name: 'matériau', value: bad }] }],
    ['attributes.0.unit', { attributes: [{ name: 'taille', value: 1, unit: bad }] }],
    ['variants.0.sku', { variants: [aVariant(bad)] }],
    ['variants.0.name', { variants: [aVariant('x', { name: bad })] }],
    ['variants.0.barcode', { variants: [aVariant('x', { barcode: bad })] }],
  ])('is refused by name in %s', async (path, changes) => {
    const message = `has the character ${name}, which cannot be shown`;
    expect(await save('bad', changes)).toEqual({ kind: 'invalid_product', issues: [{ path, message }] });
  });

  it('is refused in every text of a category', async () => {
    const definition = { name: 'a', label: 'A', type: 'TEXT' as const };
    const categories = [
      { name: bad },
      ...[{ name: bad }, { label: bad }, { type: 'NUMBER' as const, unit: bad }].map((change) => ({
        attributeDefinitions: [{ ...definition, ...change }],
      })),
      { attributeDefinitions: [{ ...definition, type: 'ENUM' as const, options: [bad] }] },
    ];
    for (const change of categories) {
      expect(await saveCategory(db, { slug: 'bad', name: 'Bad', ...change })).toMatchObject({
        kind: 'invalid_category',
        issues: [{ message: expect.stringContaining(name) as string }],
      });
    }
  });
});

it('takes a SKU without blanks of any kind, in one normal form', async () => {
  for (const code of ['A 1', 'A\u00a01', 'A\u28001', ' ']) {
    expect((await save('blank', { variants: [aVariant(code)] })).kind).toBe('invalid_product');
  }
  const product = await saved('nfd', { variants: [aVariant('Cafe\u0301-1')] });
  expect(product.variants[0]?.sku).toBe('Caf\u00e9-1');
  expect(await save('nfc', { variants: [aVariant('Caf\u00e9-1')] })).toMatchObject({ kind: 'sku_taken' });
});

it('keeps texts in one form, so that the same written in another changes nothing', async () => {
  const changes = {
    name: 'Cafe\u0301  filter',
    description: 'One\r\n\ttwo  \nthree 👩‍🚀',
    attributes: [
      { name: 'mate\u0301riau', value: 'Liege\u0301' },
      { name: 'taille', value: 5, unit: '\u212b' },
    ],
  };
  const product = await saved('forms', changes);
  expect(product).toMatchObject({
    name: 'Caf\u00e9 filter',
    description: 'One\n\ttwo\nthree 👩‍🚀',
    attributes: [
      { name: 'matériau', value: 'Liegé' },
      { name: 'taille', value: 5 },
    ],
  });
  const again = await save('forms', { ...changes, name: 'Caf\u00e9 filter', description: 'One\n\ttwo\nthree 👩‍🚀' });
  expect(again).toMatchObject({ kind: 'saved', changed: false });
});

it('takes addresses of pictures that a browser can load, as it would send them', async () => {
  const product = await saved('pictures', { images: [{ url: 'https://pictures.example/a b\n.jpg' }] });
  expect(product.images[0]?.url).toBe('https://pictures.example/a%20b.jpg');
  for (const url of ['javascript:alert(1)', 'data:text/html,x', '/a.jpg', `https://a.example/${'ü'.repeat(400)}`]) {
    expect((await save('pictures', { images: [{ url }] })).kind).toBe('invalid_product');
  }
});

it('takes no price in what is no currency', async () => {
  for (const currency of ['RMB', 'eur', 'XXX', 'constructor']) {
    expect((await save('money', { variants: [aVariant('m', { price: { amount: 1, currency } })] })).kind).toBe(
      'invalid_product',
    );
  }
});

describe('a brand or tag', () => {
  it('has one spelling in the catalogue: the first that was saved', async () => {
    expect((await saved('first', { brand: 'Café', tags: ['New In'] })).brand).toBe('Café');
    const others = await saveProducts(
      db,
      ['CAFÉ', 'Cafe\u0301', 'café'].map((brand, n) =>
        aProduct(shoes, `other-${n}`, { brand, tags: ['new in', 'NEW IN', 'Other'] }),
      ),
    );
    for (const outcome of others) {
      expect(outcome).toMatchObject({ product: { brand: 'Café', tags: ['New In', 'Other'] } });
    }
    const again = await save('first', { brand: 'CAFÉ', tags: ['NEW IN'] });
    expect(again).toMatchObject({ kind: 'saved', changed: false });
  });

  it('has one spelling although many save it for the first time at once', async () => {
    const outcomes = await Promise.all(
      ['Straße', 'STRASSE', 'straße', 'Strasse'].map((brand, n) => saved(`at-once-${n}`, { brand })),
    );
    const spellings = new Set(outcomes.map((it) => it.brand));
    expect(spellings.size).toBe(1);
  });

  it('may have a name that objects already know', async () => {
    const product = await saved('proto', { brand: '__proto__', tags: ['constructor', 'toString'] });
    expect(product).toMatchObject({ brand: '__proto__', tags: ['constructor', 'toString'] });
  });
});

describe('a slug', () => {
  it.each(['Кроссовки', '运动鞋', '👟👟', 'Trail runner'])(
    'never runs out for products that are all called %s',
    async (name) => {
      const inputs = Array.from({ length: 60 }, (_, n) =>
        // SKUs that say nothing in Latin letters either
        aProduct(shoes, `${name}-${n}`, {
          name,
          variants: [aVariant(`${name.replaceAll(' ', '_')}-${'№'.repeat(n + 1)}`)],
        }),
      );
      const outcomes = await Promise.all(
        [0, 1, 2].map((process) => saveProducts(db, inputs.slice(process * 20, process * 20 + 20))),
      );
      const slugs = outcomes.flat().map((it) => (it.kind === 'saved' ? it.product.slug : it));
      expect(new Set(slugs).size).toBe(60);
      for (const slug of slugs) expect(slug).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    },
  );

  it('keeps former ones up to a limit', async () => {
    for (let n = 0; n < 105; n++) await saved('renamed', { slug: `name-${n}` });
    const { slugs } = await saved('renamed', { slug: 'name-104' });
    expect(slugs).toHaveLength(100);
    expect(slugs.at(-1)).toBe('name-104');
  });
});

it('never makes two products of one key in two normal forms', () => {
  expect(productIdOf('cafe\u0301')).toBe(productIdOf('caf\u00e9'));
});
