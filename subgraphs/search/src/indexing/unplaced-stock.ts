import type { Client } from '@elastic/elasticsearch';
import type { IndexNames } from '../index/names.ts';
import { addChange, type Changes, type StockLevel } from './changes.ts';

/*
 * Stock may be received before orders knows whose SKU it is: such an event has no product id. It is kept here, and either
 * side finds the other whatever comes first: the stock is kept and then its product looked for, the product is written
 * and then its stock looked for. Whichever does its second step last sees what the other did in its first.
 */

type SkuStock = StockLevel & { sku: string };

/** Keeps the newest level of each SKU. An older one is refused by the engine itself. */
export async function keepUnplacedStock(client: Client, names: IndexNames, levels: readonly SkuStock[]): Promise<void> {
  if (levels.length === 0) return;
  const response = await client.bulk({
    index: names.unplacedStock,
    operations: levels.flatMap((level) => [
      { index: { _id: level.sku, version: level.version, version_type: 'external_gte' as const } },
      { sku: level.sku, available: level.available, version: level.version },
    ]),
  });
  const failed = response.items.find(({ index }) => index?.error && index.status !== 409)?.index?.error;
  if (failed) throw new Error(`stock could not be kept: ${failed.reason ?? failed.type}`);
}

/** The levels kept for these SKUs, as changes of their products. `products`: sku → product id. */
export async function findUnplacedStock(
  client: Client,
  names: IndexNames,
  products: ReadonlyMap<string, string>,
): Promise<Changes> {
  const changes: Changes = new Map();
  if (products.size === 0) return changes;
  const { docs } = await client.mget<SkuStock>({ index: names.unplacedStock, ids: [...products.keys()] });
  for (const doc of docs) {
    if (!('_source' in doc) || !doc._source) continue;
    const { sku, available, version } = doc._source;
    const productId = products.get(sku);
    if (productId !== undefined) addChange(changes, productId, { stock: { [sku]: { available, version } } });
  }
  return changes;
}

/** The products that these SKUs belong to, as far as they are known: sku → product id. */
export async function findProductsOfSkus(
  client: Client,
  names: IndexNames,
  skus: readonly string[],
): Promise<Map<string, string>> {
  const products = new Map<string, string>();
  if (skus.length === 0) return products;
  // What was written a moment ago must be found.
  await client.indices.refresh({ index: names.products });
  const { hits } = await client.search<{ skus: string[] }>({
    index: names.products,
    size: skus.length,
    _source: ['skus'],
    query: { terms: { skus: [...skus] } },
  });
  const wanted = new Set(skus);
  for (const { _id, _source } of hits.hits) {
    for (const sku of _source?.skus ?? []) if (_id !== undefined && wanted.has(sku)) products.set(sku, _id);
  }
  return products;
}
