import type { CategoryId, ProductId, Sku } from '@quartet/service-kit';
import type { AnyBulkWriteOperation, Db, Filter } from 'mongodb';
import { refusedInserts } from '../storage/duplicate-key.ts';
import { listKeysOf } from './list-keys.ts';
import { products, toProduct, type ProductDocument } from './product.collection.ts';
import type { Product, ProductContent, Rating } from './product.ts';

/** Products by id, in one query; unknown ids are not in the result. */
export async function findProducts(db: Db, ids: readonly ProductId[]): Promise<Map<ProductId, Product>> {
  if (ids.length === 0) return new Map();
  const found = await products(db)
    .find({ _id: { $in: [...ids] } })
    .toArray();
  return new Map(found.map((document) => [document._id, toProduct(document)]));
}

/** The products of these SKUs, by SKU, in one query. */
export async function findProductsBySku(db: Db, skus: readonly Sku[]): Promise<Map<Sku, Product>> {
  if (skus.length === 0) return new Map();
  const found = await products(db)
    .find({ 'variants.sku': { $in: [...skus] } })
    .toArray();
  const wanted = new Set(skus);
  const bySku = new Map<Sku, Product>();
  for (const product of found.map(toProduct)) {
    for (const { sku } of product.variants) if (wanted.has(sku)) bySku.set(sku, product);
  }
  return bySku;
}

/** By its current slug or a former one. */
export async function findProductBySlug(db: Db, slug: string): Promise<Product | null> {
  const found = await products(db).findOne({ slugs: slug });
  return found && toProduct(found);
}

/** The products that these slugs belong to, by slug, in one query. */
export async function findSlugOwners(db: Db, slugs: readonly string[]): Promise<Map<string, ProductId>> {
  if (slugs.length === 0) return new Map();
  const found = await products(db)
    .find({ slugs: { $in: [...slugs] } })
    .project<Pick<ProductDocument, '_id' | 'slugs'>>({ slugs: 1 })
    .toArray();
  return new Map(found.flatMap(({ _id, slugs: all }) => all.map((slug): [string, ProductId] => [slug, _id])));
}

/** Up to `limit` products in the order of their ids, behind `after`; null: from the first on. */
export async function findProductsAfter(db: Db, after: ProductId | null, limit: number): Promise<Product[]> {
  const filter: Filter<ProductDocument> = after === null ? {} : { _id: { $gt: after } };
  const found = await products(db).find(filter).sort({ _id: 1 }).limit(limit).toArray();
  return found.map(toProduct);
}

/** All products in the order of their ids, from behind `after`, one batch in memory at a time. */
export async function* walkProducts(db: Db, after: ProductId | null, batchSize: number): AsyncGenerator<Product[]> {
  const filter: Filter<ProductDocument> = after === null ? {} : { _id: { $gt: after } };
  const cursor = products(db).find(filter).sort({ _id: 1 }).batchSize(batchSize);
  let batch: Product[] = [];
  for await (const document of cursor) {
    batch.push(toProduct(document));
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Up to `limit` published products, newest first. */
export async function findNewestPublished(db: Db, limit: number): Promise<Product[]> {
  const found = await products(db)
    .find({ status: 'PUBLISHED' })
    .sort({ 'sort.newest': -1, _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(toProduct);
}

/** How many products there are, of one status or of all. */
export async function countProducts(db: Db, status?: Product['status']): Promise<number> {
  return products(db).countDocuments(status ? { status } : {});
}

export async function catalogIsEmpty(db: Db): Promise<boolean> {
  return (await products(db).findOne({}, { projection: { _id: 1 } })) === null;
}

/** How many published products each of these categories has, without those below it, in one query. */
export async function countPublishedByCategory(db: Db, ids: readonly CategoryId[]): Promise<Map<CategoryId, number>> {
  const counts = await products(db)
    .aggregate<{ _id: CategoryId; count: number }>([
      { $match: { categoryId: { $in: [...ids] }, status: 'PUBLISHED' } },
      { $group: { _id: '$categoryId', count: { $sum: 1 } } },
    ])
    .toArray();
  return new Map(counts.map(({ _id, count }) => [_id, count]));
}

/** Inserts products in one request. @returns the positions that a unique index refused, with the index's name */
export async function insertProducts(
  db: Db,
  inserted: readonly { product: Product; savedUnder: string[] }[],
): Promise<Map<number, string>> {
  const documents = inserted.map(({ product: { id, ...rest }, savedUnder }) => ({
    _id: id,
    ...rest,
    savedUnder,
    ...listKeysOf(rest),
  }));
  try {
    await products(db).insertMany(documents, { ordered: false });
    return new Map();
  } catch (error) {
    return refusedInserts(error);
  }
}

/** Writes the content if the version is still the one that was read, else returns null. The rating does not change. */
export async function updateProduct(
  db: Db,
  read: Product,
  change: ProductContent & Pick<Product, 'slug' | 'slugs' | 'publishedAt'>,
  { savedUnder, priceChanges }: { savedUnder: string[]; priceChanges: NonNullable<Product['lastPriceChange']>['skus'] },
): Promise<Product | null> {
  const version = read.version + 1;
  const updated = await products(db).findOneAndUpdate(
    { _id: read.id, version: read.version },
    {
      $set: {
        ...change,
        version,
        savedUnder,
        updatedAt: new Date(),
        ...listKeysOf({ ...change, createdAt: read.createdAt }),
        ...(priceChanges.length > 0 ? { lastPriceChange: { version, skus: priceChanges } } : {}),
      },
    },
    { returnDocument: 'after' },
  );
  return updated && toProduct(updated);
}

/** The state of a category, as the products that were saved under it note it. */
export function stateOf({ id, version }: { id: CategoryId; version: number }): string {
  return `${id}@${version}`;
}

/**
 * Raises the versions of the products in these categories, since something that is published with them has changed. Skips
 * the products that were saved after that, under the new state of `changed`.
 */
export async function bumpProductVersions(
  db: Db,
  categoryIds: readonly CategoryId[],
  changed: { id: CategoryId; version: number },
): Promise<void> {
  await products(db).updateMany(
    { categoryId: { $in: [...categoryIds] }, savedUnder: { $ne: stateOf(changed) } },
    { $set: { updatedAt: new Date() }, $inc: { version: 1 } },
  );
}

/** Writes the status if the version is still the one that was read, else returns null. The first publishing sets its time. */
export async function updateStatus(db: Db, read: Product, status: Product['status']): Promise<Product | null> {
  const publishedAt = read.publishedAt ?? (status === 'PUBLISHED' ? new Date() : null);
  const updated = await products(db).findOneAndUpdate(
    { _id: read.id, version: read.version },
    {
      $set: { status, publishedAt, updatedAt: new Date(), ...listKeysOf({ ...read, publishedAt }) },
      $inc: { version: 1 },
    },
    { returnDocument: 'after' },
  );
  return updated && toProduct(updated);
}

/** Sets ratings in one request. An equal rating changes nothing. */
export async function updateRatings(
  db: Db,
  ratings: readonly { productId: ProductId; rating: Rating }[],
): Promise<void> {
  const writes = ratings.map(({ productId, rating }): AnyBulkWriteOperation<ProductDocument> => ({
    updateOne: {
      filter: { _id: productId, 'rating.distribution': { $ne: rating.distribution } },
      update: { $set: { rating, updatedAt: new Date() }, $inc: { ratingVersion: 1 } },
    },
  }));
  await products(db).bulkWrite(writes, { ordered: false });
}
