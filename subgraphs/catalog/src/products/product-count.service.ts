import type { CategoryId } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { findSubtrees } from '../categories/category.repository.ts';
import { countPublishedByCategory } from './product.repository.ts';

/** How many published products each category and all below it have, in two queries for any number of categories. */
export async function countPublishedInSubtrees(db: Db, ids: readonly CategoryId[]): Promise<Map<CategoryId, number>> {
  const subtrees = await findSubtrees(db, ids);
  const own = await countPublishedByCategory(db, [...new Set([...subtrees.values()].flat())]);
  return new Map(
    [...subtrees].map(([id, below]) => [id, below.reduce((sum, category) => sum + (own.get(category) ?? 0), 0)]),
  );
}
