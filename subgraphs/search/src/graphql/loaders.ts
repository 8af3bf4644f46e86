import type { Client } from '@elastic/elasticsearch';
import { batchLoader } from '@quartet/service-kit';
import type { IndexNames } from '../search-index/names.ts';
import { facetsOfCategories } from '../query/category-facets.ts';
import { similarKey, similarProducts } from '../query/similar.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** One set per request: what a request asks for many entities is one round trip. */
export function createLoaders(client: Client, names: IndexNames) {
  return {
    facetsOfCategory: batchLoader((ids: readonly string[]) => facetsOfCategories(client, names, ids)),
    similar: batchLoader(
      (keys: readonly Parameters<typeof similarKey>[0][]) => similarProducts(client, names, keys),
      similarKey,
    ),
  };
}
