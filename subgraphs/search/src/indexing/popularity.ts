import type { Client } from '@elastic/elasticsearch';
import type { IndexNames } from '../index/names.ts';

/*
 * Popularity is how many pieces were ordered. Counting up per event would count a repeated event twice, so each order
 * line is kept once, under an id of its own, and popularity is their sum. The sum only grows: the greater one is the newer.
 */

export interface Sale {
  orderId: string;
  sku: string;
  productId: string;
  quantity: number;
  placedAt: string;
}

/** Keeps each order line once, however often it comes. */
export async function keepSales(client: Client, names: IndexNames, sales: readonly Sale[]): Promise<void> {
  if (sales.length === 0) return;
  const response = await client.bulk({
    index: names.sales,
    operations: sales.flatMap(({ orderId, sku, productId, quantity, placedAt }) => [
      { create: { _id: `${orderId}:${sku}` } },
      { productId, quantity, placedAt },
    ]),
  });
  const failed = response.items.find(({ create }) => create?.error && create.status !== 409)?.create?.error;
  if (failed) throw new Error(`sales could not be kept: ${failed.reason ?? failed.type}`);
}

/** How many pieces were ever ordered of each product in `sales`, by product id. */
export async function popularityOf(
  client: Client,
  names: IndexNames,
  sales: readonly Sale[],
): Promise<Map<string, number>> {
  const ids = [...new Set(sales.map(({ productId }) => productId))];
  if (ids.length === 0) return new Map();
  await client.indices.refresh({ index: names.sales });
  const { aggregations } = await client.search<
    never,
    { products: { buckets: { key: string; pieces: { value: number } }[] } }
  >({
    index: names.sales,
    size: 0,
    query: { terms: { productId: ids } },
    aggs: {
      products: { terms: { field: 'productId', size: ids.length }, aggs: { pieces: { sum: { field: 'quantity' } } } },
    },
  });
  return new Map(aggregations?.products.buckets.map(({ key, pieces }) => [key, pieces.value]) ?? []);
}
