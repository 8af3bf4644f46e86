import type { CategoryId } from '@quartet/service-kit';
import type { Db } from 'mongodb';
import type { Category } from './category.ts';
import { categories, findCategoriesWithAncestors } from './category.repository.ts';

/** Categories as they were last read; kept by whoever asks for the same ones again and again. */
export type KnownCategories = Map<CategoryId, Category>;

/**
 * The categories and all above them, as they are now. Of those that are known only the version travels, since a
 * category with its definitions is many times larger; those that changed are read again.
 */
export async function readCategories(
  db: Db,
  ids: readonly CategoryId[],
  known: KnownCategories,
): Promise<ReadonlyMap<CategoryId, Category>> {
  const wanted = new Set(ids.flatMap((id) => [id, ...(known.get(id)?.ancestorIds ?? [])]));
  const versions = known.size === 0 ? new Map<CategoryId, number>() : await findVersions(db, [...wanted]);
  const current = new Map<CategoryId, Category>();
  for (const [id, version] of versions) {
    const category = known.get(id);
    if (category?.version === version) current.set(id, category);
  }
  const stale = [...wanted].filter((id) => !current.has(id));
  for (const [id, category] of await findCategoriesWithAncestors(db, stale)) {
    known.set(id, category);
    current.set(id, category);
  }
  return current;
}

async function findVersions(db: Db, ids: readonly CategoryId[]): Promise<Map<CategoryId, number>> {
  const found = await categories(db)
    .find({ _id: { $in: [...ids] } })
    .project<{ _id: CategoryId; version: number }>({ version: 1 })
    .toArray();
  return new Map(found.map(({ _id, version }) => [_id, version]));
}
