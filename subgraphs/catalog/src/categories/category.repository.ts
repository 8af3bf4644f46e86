import type { CategoryId } from '@quartet/service-kit';
import type { Db } from 'mongodb';
import { categories, toCategory, type CategoryDocument } from './category.collection.ts';
import type { AttributeType, Category } from './category.ts';

/** A list of roots is cut here; a shop has a few hundred at most. */
const MAX_ROOTS = 1_000;

export async function findCategoryById(db: Db, id: CategoryId): Promise<Category | null> {
  const found = await categories(db).findOne({ _id: id });
  return found && toCategory(found);
}

export async function findCategoryBySlug(db: Db, slug: string): Promise<Category | null> {
  const found = await categories(db).findOne({ slug });
  return found && toCategory(found);
}

/** Categories by id, in one query; unknown ids are not in the result. */
export async function findCategories(db: Db, ids: readonly CategoryId[]): Promise<Map<CategoryId, Category>> {
  if (ids.length === 0) return new Map();
  const found = await categories(db)
    .find({ _id: { $in: [...new Set(ids)] } })
    .toArray();
  return new Map(found.map((document) => [document._id, toCategory(document)]));
}

/** The categories and all above them, which a product's path consists of, in two queries. */
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

/** The children of these categories, sorted by name, in one query. */
export async function findChildren(db: Db, parentIds: readonly CategoryId[]): Promise<Map<string, Category[]>> {
  const found = await categories(db)
    .find({ parentId: { $in: [...parentIds] } })
    .sort({ name: 1, _id: 1 })
    .toArray();
  const children = new Map<string, Category[]>(parentIds.map((id) => [id, []]));
  for (const document of found) children.get(document.parentId ?? '')?.push(toCategory(document));
  return children;
}

/** The ids of each of these categories and of all below it, in one query. */
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
  // No product can have been in it before, so there is nothing to propagate.
  await categories(db).insertOne({ _id: id, ...rest, propagatedVersion: rest.version });
}

/** The categories, of these or of all, with a change that was not propagated yet, and their versions. */
export async function findUnpropagated(
  db: Db,
  ids?: readonly CategoryId[],
): Promise<{ id: CategoryId; version: number }[]> {
  const found = await categories(db)
    .find(ids ? { _id: { $in: [...ids] } } : {})
    .project<Pick<CategoryDocument, '_id' | 'version' | 'propagatedVersion' | 'spreadVersion'>>({
      version: 1,
      propagatedVersion: 1,
      spreadVersion: 1,
    })
    .toArray();
  return found.flatMap(({ _id, version, propagatedVersion = 0, spreadVersion = 0 }) =>
    Math.max(propagatedVersion, spreadVersion) < version ? [{ id: _id, version }] : [],
  );
}

/** Notes that this version was propagated. A newer one still has to be. */
export async function markPropagated(db: Db, { id, version }: { id: CategoryId; version: number }): Promise<void> {
  await categories(db).updateOne({ _id: id }, { $max: { propagatedVersion: version } });
}

/** The current versions of these categories, which are far smaller than the categories. */
export async function findCategoryVersions(db: Db, ids: readonly CategoryId[]): Promise<Map<CategoryId, number>> {
  const found = await categories(db)
    .find({ _id: { $in: [...ids] } })
    .project<{ _id: CategoryId; version: number }>({ version: 1 })
    .toArray();
  return new Map(found.map(({ _id, version }) => [_id, version]));
}

/** The categories that define one of these attributes, with the name and type of each of their attributes. */
export async function findDefiningCategories(
  db: Db,
  names: readonly string[],
): Promise<{ id: CategoryId; attributes: { name: string; type: AttributeType }[] }[]> {
  const found = await categories(db)
    .find({ 'attributeDefinitions.name': { $in: [...names] } })
    .project<{ _id: CategoryId; attributeDefinitions: { name: string; type: AttributeType }[] }>({
      'attributeDefinitions.name': 1,
      'attributeDefinitions.type': 1,
    })
    .toArray();
  return found.map(({ _id, attributeDefinitions }) => ({ id: _id, attributes: attributeDefinitions }));
}

/** How many levels lie below a category: 0 where it has no children. */
export async function heightBelow(db: Db, { id, ancestorIds }: Category): Promise<number> {
  const below = await categories(db)
    .find({ ancestorIds: id })
    .project<Pick<CategoryDocument, 'ancestorIds'>>({ ancestorIds: 1 })
    .toArray();
  return below.reduce((height, category) => Math.max(height, category.ancestorIds.length - ancestorIds.length), 0);
}

/** Sets the path of a category that follows from its parent, if that still is its parent. */
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

/** Writes the change if the version is still the one that was read, else returns null. */
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
