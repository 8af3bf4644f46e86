import type { ProductId } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import type { ProductCache } from '../cache/product-cache.ts';
import type { Product } from './product.ts';
import { findProducts } from './product.repository.ts';

/** Products by id from the cache, and the others from the database, in two round trips at most. */
export async function findProductsThroughCache(
  db: Db,
  cache: ProductCache,
  ids: readonly ProductId[],
): Promise<Map<ProductId, Product>> {
  const cached = await cache.read(ids);
  const found = await findProducts(
    db,
    ids.filter((id) => !cached.has(id)),
  );
  // Not awaited: it never fails, and the reader has the products.
  void cache.fill([...found.values()]);
  return new Map([...cached, ...found]);
}
