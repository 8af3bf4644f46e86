import type { AnyBulkWriteOperation, Db } from 'mongodb';
import { listKeysOf } from '../src/products/list-keys.ts';
import type { ProductDocument } from '../src/products/product.collection.ts';

const BATCH = 500;

/** An equality that most lists have, then the order: the first page is the first keys of the index. */
const INDEXES = [
  { key: { status: 1, 'sort.newest': -1, _id: 1 }, name: 'products_by_newest' },
  // Also for a range of prices: all prices of a product have one currency.
  { key: { status: 1, 'sort.currency': 1, 'sort.priceFrom': 1, _id: 1 }, name: 'products_by_cheapest' },
  { key: { status: 1, 'sort.currency': 1, 'sort.priceTo': -1, _id: 1 }, name: 'products_by_dearest' },
  { key: { status: 1, 'rating.average': -1, 'rating.count': -1, _id: 1 }, name: 'products_by_rating' },
  { key: { categoryId: 1, status: 1, 'sort.newest': -1, _id: 1 }, name: 'products_category_newest' },
  {
    key: { categoryId: 1, status: 1, 'sort.currency': 1, 'sort.priceFrom': 1, _id: 1 },
    name: 'products_category_cheapest',
  },
  {
    key: { categoryId: 1, status: 1, 'sort.currency': 1, 'sort.priceTo': -1, _id: 1 },
    name: 'products_category_dearest',
  },
  {
    key: { categoryId: 1, status: 1, 'rating.average': -1, 'rating.count': -1, _id: 1 },
    name: 'products_category_rating',
  },
  { key: { categoryId: 1, status: 1, 'sort.name': 1, _id: 1 }, name: 'products_category_name' },
  // A brand or a tag leaves few enough products to sort them in another order than the newest.
  { key: { 'keys.brand': 1, status: 1, 'sort.newest': -1, _id: 1 }, name: 'products_brand' },
  { key: { 'keys.tags': 1, status: 1, 'sort.newest': -1, _id: 1 }, name: 'products_tag' },
] as const;

const REPLACED = [
  { key: { categoryId: 1, status: 1, 'sort.newest': -1, _id: -1 }, name: 'products_category' },
  { key: { status: 1, 'sort.newest': -1, _id: -1 }, name: 'products_newest' },
  { key: { status: 1, 'sort.priceFrom': 1, _id: 1 }, name: 'products_cheapest' },
  { key: { status: 1, 'sort.priceTo': -1, _id: -1 }, name: 'products_dearest' },
  { key: { status: 1, 'rating.average': -1, 'rating.count': -1, _id: -1 }, name: 'products_rating' },
] as const;

/** What an attribute is in each category: read with every filter by attributes. */
const DEFINITIONS = { key: { 'attributeDefinitions.name': 1 }, name: 'categories_attributes' } as const;

export async function up(db: Db): Promise<void> {
  await keyAll(db);
  await db.collection('products').createIndexes(INDEXES.map((index) => ({ ...index })));
  await db.collection('categories').createIndexes([{ ...DEFINITIONS }]);
  await dropIndexes(db, 'products', REPLACED);
}

export async function down(db: Db): Promise<void> {
  await db.collection('products').createIndexes(REPLACED.map((index) => ({ ...index })));
  await dropIndexes(db, 'products', INDEXES);
  await dropIndexes(db, 'categories', [DEFINITIONS]);
}

/** Gives every product its keys. One that somebody changes meanwhile is read again, until none is without. */
async function keyAll(db: Db): Promise<void> {
  const products = db.collection<ProductDocument>('products');
  for (;;) {
    const some = await products
      .find({ 'keys.tags': { $exists: false } })
      .limit(BATCH)
      .toArray();
    if (some.length === 0) return;
    await products.bulkWrite(
      some.map((product): AnyBulkWriteOperation<ProductDocument> => ({
        updateOne: {
          filter: { _id: product._id, version: product.version },
          update: { $set: { ...listKeysOf(product) } },
        },
      })),
      { ordered: false },
    );
  }
}

async function dropIndexes(db: Db, collection: string, indexes: readonly { name: string }[]): Promise<void> {
  const there = new Set((await db.collection(collection).indexes()).map(({ name }) => name));
  for (const { name } of indexes) if (there.has(name)) await db.collection(collection).dropIndex(name);
}
