import type { ProductId } from '@quartet/service-kit';
import type { Db } from 'mongodb';
import type { ProductCache } from '../cache/product-cache.ts';
import type { Product } from './product.ts';
import { findProducts } from './product.repository.ts';

/** Products by id from the cache, and those that it lacks from the database: two round trips at most. */
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
  // Nobody waits for the fill, and it never fails.
  void cache.fill([...found.values()]);
  return new Map([...cached, ...found]);
}
