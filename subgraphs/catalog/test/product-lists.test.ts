import { expect, it } from 'vitest';
import { up } from '../migrations/0003_product_lists.ts';
import { productIdOf, saveProducts } from '../src/index.ts';
import { products } from '../src/products/product.collection.ts';
import { listProducts } from '../src/products/product-list.service.ts';
import { aProduct, aVariant, freshCatalog, makeCategory } from './fixtures.ts';

const page = { first: 10, after: null } as const;

it('products of before the keys get them, as they would be saved today', async () => {
  const { db } = await freshCatalog();
  const category = await makeCategory(db, { slug: 'all' });
  await saveProducts(
    db,
    Array.from({ length: 3 }, (_, n) =>
      aProduct(category, `k${n}`, { name: `Éclair ${n}`, brand: 'Café', tags: ['Été'] }),
    ),
  );
  const saved = await products(db).find().sort({ _id: 1 }).toArray();
  await products(db).updateMany({}, { $unset: { keys: '' }, $set: { 'sort.name': 'éclair', 'sort.currency': '' } });
  await up(db);
  await up(db);
  expect(await products(db).find().sort({ _id: 1 }).toArray()).toEqual(saved);
  const found = await listProducts(db, { filter: { brands: ['CAFE\u0301'] }, sort: 'NAME', ...page });
  expect(found.nodes.map(({ name }) => name)).toEqual(['Éclair 0', 'Éclair 1', 'Éclair 2']);
});

it('lists have an index for each filter and order', async () => {
  const { db } = await freshCatalog();
  const keys = (await products(db).indexes()).map(({ key }) => Object.keys(key as object).join());
  for (const order of ['sort.newest', 'sort.currency,sort.priceFrom', 'sort.currency,sort.priceTo']) {
    for (const filter of ['status', 'categoryId,status']) expect(keys).toContain(`${filter},${order},_id`);
  }
  for (const order of ['rating.average,rating.count', 'sort.name']) {
    for (const filter of ['status', 'categoryId,status']) expect(keys).toContain(`${filter},${order},_id`);
  }
  for (const filter of ['keys.brand', 'keys.tags']) expect(keys).toContain(`${filter},status,sort.newest,_id`);
});

it('one currency comes after the other, and what has no price comes last', async () => {
  const { db } = await freshCatalog();
  const category = await makeCategory(db, { slug: 'all' });
  const priced = (key: string, amount: number, currency: string) =>
    aProduct(category, key, { variants: [aVariant(key, { price: { amount, currency } })] });
  await saveProducts(db, [
    priced('usd', 1, 'USD'),
    priced('eur-dear', 900, 'EUR'),
    priced('eur-cheap', 100, 'EUR'),
    aProduct(category, 'none', { status: 'DRAFT', variants: [aVariant('none', { price: null })] }),
  ]);
  const order = async (sort: 'PRICE_ASC' | 'PRICE_DESC') => {
    const list = await listProducts(db, { filter: { status: ['PUBLISHED', 'DRAFT'] }, sort, ...page });
    return list.nodes.map(({ id }) => id);
  };
  expect(await order('PRICE_ASC')).toEqual(['eur-cheap', 'eur-dear', 'usd', 'none'].map(productIdOf));
  expect(await order('PRICE_DESC')).toEqual(['eur-dear', 'eur-cheap', 'usd', 'none'].map(productIdOf));
});
