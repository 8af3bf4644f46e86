import { beforeAll, expect, it } from 'vitest';
import { findProducts, productIdOf, saveProducts } from '../src/index.ts';
import { productChanged } from '../src/workers/product-events.ts';
import { aProduct, aVariant, freshCatalog, makeCategory, type Db } from './fixtures.ts';

let db: Db;
beforeAll(async () => {
  ({ db } = await freshCatalog());
});

const picture = (name: string, isPrimary = false) => ({ url: `https://pictures.example/${name}.jpg`, isPrimary });

it('names the picture of each variant: its own primary one, else its first, else that of the product', async () => {
  const category = await makeCategory(db, { slug: 'lamps' });
  const lamp = {
    ...aProduct(category, 'lamp'),
    images: [picture('back'), picture('front', true)],
    variants: [
      aVariant('marked', { images: [picture('a'), picture('b', true)] }),
      aVariant('unmarked', { images: [picture('c'), picture('d')] }),
      aVariant('bare'),
    ],
  };
  const plain = { ...aProduct(category, 'plain'), images: [], variants: [aVariant('nothing')] };
  await saveProducts(db, [lamp, plain]);
  const stored = await findProducts(db, [productIdOf('lamp'), productIdOf('plain')]);
  const pictures = [...stored.values()].flatMap((product) =>
    productChanged(product, new Map()).data.variants.map(({ sku, imageUrl }) => [sku, imageUrl]),
  );
  expect(Object.fromEntries(pictures)).toEqual({
    marked: 'https://pictures.example/b.jpg',
    unmarked: 'https://pictures.example/c.jpg',
    bare: 'https://pictures.example/front.jpg',
    nothing: null,
  });
});

it('says of a variant that it can be bought while its product is published', async () => {
  const category = await makeCategory(db, { slug: 'lights' });
  await saveProducts(db, [
    { ...aProduct(category, 'sold'), status: 'PUBLISHED', variants: [aVariant('priced')] },
    { ...aProduct(category, 'draft'), status: 'DRAFT', variants: [aVariant('drafted')] },
  ]);
  const stored = await findProducts(db, [productIdOf('sold'), productIdOf('draft')]);
  const told = [...stored.values()].flatMap((product) =>
    productChanged(product, new Map()).data.variants.map(({ sku, purchasable }) => [sku, purchasable]),
  );
  expect(Object.fromEntries(told)).toEqual({ priced: true, drafted: false });
});
