import type { Db } from '../database.ts';
import { batchLoader } from '@quartet/service-kit';
import { facetsOfCategories } from '../query/category-facets.ts';
import { similarKey, similarProducts } from '../query/similar.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** One set per request: n keys of one kind are one round trip. */
export function createLoaders(db: Db) {
  return {
    facetsOfCategory: batchLoader((ids: readonly string[]) => facetsOfCategories(db, ids)),
    similar: batchLoader((keys: readonly Parameters<typeof similarKey>[0][]) => similarProducts(db, keys), similarKey),
  };
}
