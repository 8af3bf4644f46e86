import type { Db } from 'mongodb';

export async function up(db: Db): Promise<void> {
  await db.collection('products').createIndexes([
    // The current slug and all former ones: an old link still finds its product.
    { key: { slugs: 1 }, name: 'products_slugs', unique: true },
    { key: { 'variants.sku': 1 }, name: 'products_skus', unique: true },
    { key: { categoryId: 1, status: 1, 'sort.newest': -1, _id: -1 }, name: 'products_category' },
    { key: { status: 1, 'sort.newest': -1, _id: -1 }, name: 'products_newest' },
    { key: { status: 1, 'sort.priceFrom': 1, _id: 1 }, name: 'products_cheapest' },
    { key: { status: 1, 'sort.priceTo': -1, _id: -1 }, name: 'products_dearest' },
    { key: { status: 1, 'rating.average': -1, 'rating.count': -1, _id: -1 }, name: 'products_rating' },
    { key: { status: 1, 'sort.name': 1, _id: 1 }, name: 'products_name' },
  ]);
}

export async function down(db: Db): Promise<void> {
  await db.dropCollection('products');
}
