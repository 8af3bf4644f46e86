import type { CategoryId } from '@quartet/service-kit';
import type { Collection, Db } from 'mongodb';
import type { Category } from './category.ts';

export type CategoryDocument = Omit<Category, 'id'> & {
  _id: CategoryId;
  /** The version whose change was carried to the products here and below; missing: none yet. */
  spreadVersion?: number;
};

/** Roots only, few hundred at most: a tree that was listed whole would be cut here. */
const MAX_ROOTS = 1_000;

export function categories(db: Db): Collection<CategoryDocument> {
  return db.collection<CategoryDocument>('categories');
}

function toCategory({ _id, spreadVersion: _spread, ...rest }: CategoryDocument): Category {
  return { id: _id, ...rest };
}

export async function findCategoryById(db: Db, id: CategoryId): Promise<Category | null> {
  const found = await categories(db).findOne({ _id: id });
  return found && toCategory(found);
}

export async function findCategoryBySlug(db: Db, slug: string): Promise<Category | null> {
  const found = await categories(db).findOne({ slug });
  return found && toCategory(found);
}

/** One query for all of them; what does not exist is missing in the map. */
export async function findCategories(db: Db, ids: readonly CategoryId[]): Promise<Map<CategoryId, Category>> {
  if (ids.length === 0) return new Map();
  const found = await categories(db)
    .find({ _id: { $in: [...new Set(ids)] } })
    .toArray();
  return new Map(found.map((document) => [document._id, toCategory(document)]));
}

/** The categories and all above them, as a product's path needs them: two queries. */
export async function findCategoriesWithAncestors(
  db: Db,
  ids: readonly CategoryId[],
): Promise<Map<CategoryId, Category>> {
  const found = await findCategories(db, ids);
  const above = [...found.values()].flatMap((category) => category.ancestorIds).filter((id) => !found.has(id));
  return new Map([...found, ...(await findCategories(db, above))]);
}

export async function findRootCategories(db: Db): Promise<Category[]> {
  const found = await categories(db).find({ parentId: null }).sort({ name: 1, _id: 1 }).limit(MAX_ROOTS).toArray();
  return found.map(toCategory);
}

/** Every category of the tree, parents before children. */
export async function findAllCategories(db: Db): Promise<Category[]> {
  const found = (await categories(db).find().sort({ name: 1, _id: 1 }).toArray()).map(toCategory);
  return found.sort((a, b) => a.ancestorIds.length - b.ancestorIds.length);
}

/** The children of many categories in one query, each list by name. */
export async function findChildren(db: Db, parentIds: readonly CategoryId[]): Promise<Map<string, Category[]>> {
  const found = await categories(db)
    .find({ parentId: { $in: [...parentIds] } })
    .sort({ name: 1, _id: 1 })
    .toArray();
  const children = new Map<string, Category[]>(parentIds.map((id) => [id, []]));
  for (const document of found) children.get(document.parentId ?? '')?.push(toCategory(document));
  return children;
}

/** The ids of each given category and of all below it, in one query. */
export async function findSubtrees(db: Db, ids: readonly CategoryId[]): Promise<Map<CategoryId, CategoryId[]>> {
  const below = await categories(db)
    .find({ ancestorIds: { $in: [...ids] } }, { projection: { _id: 1, ancestorIds: 1 } })
    .toArray();
  const subtrees = new Map<CategoryId, CategoryId[]>(ids.map((id) => [id, [id]]));
  for (const document of below) for (const id of document.ancestorIds) subtrees.get(id)?.push(document._id);
  return subtrees;
}

/** Inserts it; the unique indexes refuse an id or slug that exists. */
export async function insertCategory(db: Db, { id, ...rest }: Category): Promise<void> {
  // No product can have been in it before.
  await categories(db).insertOne({ _id: id, ...rest, spreadVersion: rest.version });
}

/** Which of these categories (of all, where none are named) changed since their change was carried on, and their versions. */
export async function findUnpropagated(
  db: Db,
  ids?: readonly CategoryId[],
): Promise<{ id: CategoryId; version: number }[]> {
  const found = await categories(db)
    .find(ids ? { _id: { $in: [...ids] } } : {})
    .project<Pick<CategoryDocument, '_id' | 'version' | 'spreadVersion'>>({ version: 1, spreadVersion: 1 })
    .toArray();
  return found.flatMap(({ _id, version, spreadVersion = 0 }) =>
    spreadVersion < version ? [{ id: _id, version }] : [],
  );
}

/** Notes that the change was carried on. A newer one still has to be. */
export async function markPropagated(db: Db, { id, version }: { id: CategoryId; version: number }): Promise<void> {
  await categories(db).updateOne({ _id: id }, { $max: { spreadVersion: version } });
}

/** How many levels lie below a category: 0 where it has no children. */
export async function heightBelow(db: Db, { id, ancestorIds }: Category): Promise<number> {
  const below = await categories(db)
    .find({ ancestorIds: id })
    .project<Pick<CategoryDocument, 'ancestorIds'>>({ ancestorIds: 1 })
    .toArray();
  return below.reduce((height, it) => Math.max(height, it.ancestorIds.length - ancestorIds.length), 0);
}

/** Gives a category the path that follows from its parent, as long as that is its parent. */
export async function updateAncestors(
  db: Db,
  child: { id: CategoryId; parentId: CategoryId },
  ancestorIds: readonly CategoryId[],
): Promise<void> {
  await categories(db).updateOne(
    { _id: child.id, parentId: child.parentId },
    { $set: { ancestorIds: [...ancestorIds], updatedAt: new Date() }, $inc: { version: 1 } },
  );
}

/** Writes what changed where the version is still the one that was read; null where it is not. */
export async function updateCategory(
  db: Db,
  read: { id: CategoryId; version: number },
  change: Partial<Omit<CategoryDocument, '_id' | 'version'>>,
): Promise<Category | null> {
  const updated = await categories(db).findOneAndUpdate(
    { _id: read.id, version: read.version },
    { $set: { ...change, updatedAt: new Date() }, $inc: { version: 1 } },
    { returnDocument: 'after' },
  );
  return updated && toCategory(updated);
}
