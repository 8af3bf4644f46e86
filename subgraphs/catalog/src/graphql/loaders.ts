import { batchLoader, type CategoryId, type ProductId, type Sku } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import type { ProductCache } from '../cache/product-cache.ts';
import { findCategories, findChildren } from '../categories/category.repository.ts';
import { findProductsThroughCache } from '../products/cached-products.service.ts';
import { countPublishedInSubtrees } from '../products/product-count.service.ts';
import { findProductsBySku } from '../products/product.repository.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** One set per request: n keys of one kind are one round trip. */
export function createLoaders(db: Db, cache: ProductCache) {
  return {
    product: batchLoader((ids: readonly ProductId[]) => findProductsThroughCache(db, cache, ids)),
    productOfSku: batchLoader((skus: readonly Sku[]) => findProductsBySku(db, skus)),
    category: batchLoader((ids: readonly CategoryId[]) => findCategories(db, ids)),
    children: batchLoader((ids: readonly CategoryId[]) => findChildren(db, ids)),
    productCount: batchLoader((ids: readonly CategoryId[]) => countPublishedInSubtrees(db, ids)),
  };
}
