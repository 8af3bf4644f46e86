import type { CategoryId } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import type { Category } from './category.ts';
import { findCategoriesWithAncestors, findCategoryVersions } from './category.repository.ts';

/** Categories as they were last read, for callers that need the same ones repeatedly. */
export type KnownCategories = Map<CategoryId, Category>;

/**
 * The current state of these categories and all above them. Of the known ones only the version is read, since a category
 * with its definitions is many times larger; those that changed are read again.
 */
export async function readCategories(
  db: Db,
  ids: readonly CategoryId[],
  known: KnownCategories,
): Promise<ReadonlyMap<CategoryId, Category>> {
  const needed = new Set(ids.flatMap((id) => [id, ...(known.get(id)?.ancestorIds ?? [])]));
  const versions = known.size === 0 ? new Map<CategoryId, number>() : await findCategoryVersions(db, [...needed]);
  const current = new Map<CategoryId, Category>();
  for (const [id, version] of versions) {
    const category = known.get(id);
    if (category?.version === version) current.set(id, category);
  }
  const stale = [...needed].filter((id) => !current.has(id));
  for (const [id, category] of await findCategoriesWithAncestors(db, stale)) {
    known.set(id, category);
    current.set(id, category);
  }
  return current;
}
