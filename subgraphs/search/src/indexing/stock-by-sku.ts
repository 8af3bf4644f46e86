import type { Db } from '../database.ts';
import { addChange, type Changes, type StockLevel } from './changes.ts';

/*
 * A product's document holds the stock of its SKUs, but whose a SKU is may change, or be unknown when its stock is told. So
 * the newest level of each SKU is kept here as well, under its own key. Either side finds the other whatever comes first:
 * the level is kept and then its product looked for, the product is written and then the levels of its SKUs looked for.
 * Whichever does its second step last sees what the other did in its first.
 */

export type SkuStock = StockLevel & { sku: string };
/** A SKU and a product that has it, or had it until a moment ago. */
export interface SkuOfProduct {
  sku: string;
  productId: string;
}

const AT_ONCE = 1_000;

/** Keeps the newest level of each SKU. An older one is refused by the engine itself. */
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

/** The levels kept for these SKUs, as changes of each product that names them. */
export async function findStock(db: Db, owners: readonly SkuOfProduct[]): Promise<Changes> {
  const changes: Changes = new Map();
  const bySku = Map.groupBy(owners, ({ sku }) => sku);
  const skus = [...bySku.keys()];
  for (let from = 0; from < skus.length; from += AT_ONCE) {
    const { docs } = await db.client.mget<SkuStock>({ index: db.names.stock, ids: skus.slice(from, from + AT_ONCE) });
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

/** The products that have these SKUs, to the letter, as far as they are known. */
export async function findProductsOfSkus(db: Db, skus: readonly string[]): Promise<SkuOfProduct[]> {
  const owners: SkuOfProduct[] = [];
  if (skus.length === 0) return owners;
  // What was written a moment ago must be found.
  await db.client.indices.refresh({ index: db.names.products });
  for (let from = 0; from < skus.length; from += AT_ONCE) {
    const wanted = new Set(skus.slice(from, from + AT_ONCE));
    const { hits } = await db.client.search<{ skus: string[] }>({
      index: db.names.products,
      // A SKU that is just moving is in two products.
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
