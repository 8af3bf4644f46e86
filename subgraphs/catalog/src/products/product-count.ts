import type { CategoryId } from '@quartet/service-kit';
import type { Db } from 'mongodb';
import { findSubtrees } from '../categories/category.repository.ts';
import { countPublishedByCategory } from './product.repository.ts';

/** How many published products each category has, here and below: two queries, however many categories. */
export async function countPublishedInSubtrees(db: Db, ids: readonly CategoryId[]): Promise<Map<CategoryId, number>> {
  const subtrees = await findSubtrees(db, ids);
  const own = await countPublishedByCategory(db, [...new Set([...subtrees.values()].flat())]);
  return new Map(
    [...subtrees].map(([id, below]) => [id, below.reduce((sum, category) => sum + (own.get(category) ?? 0), 0)]),
  );
}
