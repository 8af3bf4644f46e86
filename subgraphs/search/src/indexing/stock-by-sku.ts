import type { Db } from '../database.ts';
import { addChange, type Changes, type StockLevel } from './changes.ts';

/*
 * A product's document contains the stock of its SKUs, but the product of a SKU may change, or be unknown when its stock
 * arrives. So the newest level of each SKU is also stored here, under its own key, and neither order of arrival loses it:
 * one side stores the level and then finds its product, the other writes the product and then finds the levels of its
 * SKUs. The side whose second step comes last sees the first step of the other.
 */

export type SkuStock = StockLevel & { sku: string };
/** A SKU and a product that has it, or had it until just now. */
export interface SkuOfProduct {
  sku: string;
  productId: string;
}

const PER_REQUEST = 1_000;

/** Stores the newest level of each SKU. The engine itself rejects an older one. */
export async function saveStock(db: Db, levels: readonly SkuStock[]): Promise<void> {
  if (levels.length === 0) return;
  const response = await db.client.bulk({
    index: db.names.stock,
    operations: levels.flatMap((level) => [
      { index: { _id: level.sku, version: level.version, version_type: 'external_gte' as const } },
      { sku: level.sku, available: level.available, version: level.version },
    ]),
  });
  const failed = response.items.find(({ index }) => index?.error && index.status !== 409)?.index?.error;
  if (failed) throw new Error(`stock could not be kept: ${failed.reason ?? failed.type}`);
}

/** The stored levels of these SKUs, as changes of each product that has them. */
export async function findStock(db: Db, owners: readonly SkuOfProduct[]): Promise<Changes> {
  const changes: Changes = new Map();
  const bySku = Map.groupBy(owners, ({ sku }) => sku);
  const skus = [...bySku.keys()];
  for (let from = 0; from < skus.length; from += PER_REQUEST) {
    const { docs } = await db.client.mget<SkuStock>({
      index: db.names.stock,
      ids: skus.slice(from, from + PER_REQUEST),
    });
    for (const doc of docs) {
      if (!('_source' in doc) || !doc._source) continue;
      const { sku, available, version } = doc._source;
      for (const { productId } of bySku.get(sku) ?? []) {
        addChange(changes, productId, { stock: new Map([[sku, { available, version }]]) });
      }
    }
  }
  return changes;
}

/** The products with exactly these SKUs, as far as they are known. */
export async function findProductsOfSkus(db: Db, skus: readonly string[]): Promise<SkuOfProduct[]> {
  const owners: SkuOfProduct[] = [];
  if (skus.length === 0) return owners;
  // Recent writes must be found.
  await db.client.indices.refresh({ index: db.names.products });
  for (let from = 0; from < skus.length; from += PER_REQUEST) {
    const wanted = new Set(skus.slice(from, from + PER_REQUEST));
    const { hits } = await db.client.search<{ skus: string[] }>({
      index: db.names.products,
      // A SKU that is moving is in two products.
      size: 2 * wanted.size,
      _source: ['skus'],
      query: { terms: { 'skus.exact': [...wanted] } },
    });
    for (const { _id, _source } of hits.hits) {
      for (const sku of _source?.skus ?? [])
        if (_id !== undefined && wanted.has(sku)) owners.push({ sku, productId: _id });
    }
  }
  return owners;
}
