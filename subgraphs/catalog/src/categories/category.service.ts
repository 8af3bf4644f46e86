import { isDeepStrictEqual } from 'node:util';
import { CATEGORY_LIMITS } from '@quartet/schema/limits';
import { newId, type CategoryId } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import type { z } from 'zod';
import { bumpProductVersions } from '../products/product.repository.ts';
import { violatedIndex } from '../storage/duplicate-key.ts';
import { withLock } from '../storage/with-lock.ts';
import { categoryInput, type Category, type CategoryInput } from './category.ts';
import * as repository from './category.repository.ts';

export type SaveCategoryOutcome =
  | { kind: 'saved'; category: Category; created: boolean; changed: boolean }
  /** Also for a category that would be too deep in the tree. */
  | { kind: 'invalid_category'; issues: { path: string; message: string }[] }
  | { kind: 'slug_taken'; slug: string }
  | { kind: 'parent_not_found'; parentId: CategoryId }
  /** The new parent lies below the category itself. */
  | { kind: 'cycle'; parentId: CategoryId }
  | { kind: 'concurrent_modification'; currentVersion: number };

/**
 * Creates or changes a category, found by its id or else by its slug; writing the same again changes nothing.
 * The subtree of a moved category moves with it.
 */
export async function saveCategory(db: Db, input: CategoryInput): Promise<SaveCategoryOutcome> {
  const parsed = categoryInput.safeParse(input);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
    return { kind: 'invalid_category', issues };
  }
  const wanted = parsed.data;
  const existing = await findExisting(db, wanted);
  if (existing !== null && existing.parentId === wanted.parentId) return changeInPlace(db, existing, wanted);
  // Its position in the tree is read and written under a lock: otherwise a category could be created with the old path
  // below one that is being moved, and two moves could form a cycle.
  return withLock(db, 'category-tree', () => placeInTree(db, wanted));
}

type WantedCategory = z.output<typeof categoryInput>;

async function findExisting(db: Db, { id, slug }: WantedCategory): Promise<Category | null> {
  return id ? repository.findCategoryById(db, id) : repository.findCategoryBySlug(db, slug);
}

async function changeInPlace(db: Db, existing: Category, wanted: WantedCategory): Promise<SaveCategoryOutcome> {
  const { slug, name, attributeDefinitions } = wanted;
  const change = { slug, name, attributeDefinitions };
  const { slug: oldSlug, name: oldName, attributeDefinitions: oldDefinitions } = existing;
  if (isDeepStrictEqual(change, { slug: oldSlug, name: oldName, attributeDefinitions: oldDefinitions })) {
    return { kind: 'saved', category: existing, created: false, changed: false };
  }
  return update(db, existing, change);
}

/** Creates or moves a category; the caller holds the lock of the tree. */
async function placeInTree(db: Db, wanted: WantedCategory): Promise<SaveCategoryOutcome> {
  const { slug, name, parentId, attributeDefinitions } = wanted;
  const existing = await findExisting(db, wanted);
  // Another process created or moved it while we waited.
  if (existing !== null && existing.parentId === parentId) return changeInPlace(db, existing, wanted);
  const parent = parentId === null ? null : await repository.findCategoryById(db, parentId);
  if (parentId !== null && parent === null) return { kind: 'parent_not_found', parentId };
  const ancestorIds = parent ? [...parent.ancestorIds, parent.id] : [];
  if (parentId !== null && existing !== null && [parentId, ...ancestorIds].includes(existing.id)) {
    return { kind: 'cycle', parentId };
  }
  const depth = ancestorIds.length + 1 + (existing === null ? 0 : await repository.heightBelow(db, existing));
  if (depth > CATEGORY_LIMITS.depth) return tooDeep(depth);
  if (existing === null) return create(db, wanted, ancestorIds);
  const outcome = await update(db, existing, { slug, name, attributeDefinitions, parentId, ancestorIds });
  if (outcome.kind === 'saved') await alignDescendants(db, existing.id);
  return outcome;
}

async function create(db: Db, wanted: WantedCategory, ancestorIds: CategoryId[]): Promise<SaveCategoryOutcome> {
  const now = new Date();
  const { slug, name, parentId, attributeDefinitions } = wanted;
  const category: Category = {
    id: wanted.id ?? newId<CategoryId>(),
    slug,
    name,
    parentId,
    ancestorIds,
    attributeDefinitions,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
  try {
    await repository.insertCategory(db, category);
    return { kind: 'saved', category, created: true, changed: true };
  } catch (error) {
    if (violatedIndex(error) === null) throw error;
    return { kind: 'slug_taken', slug };
  }
}

async function update(
  db: Db,
  read: Category,
  change: Parameters<typeof repository.updateCategory>[2] & { slug: string },
): Promise<SaveCategoryOutcome> {
  try {
    const saved = await repository.updateCategory(db, read, change);
    if (saved) return { kind: 'saved', category: saved, created: false, changed: true };
    const current = await repository.findCategoryById(db, read.id);
    return { kind: 'concurrent_modification', currentVersion: current?.version ?? read.version };
  } catch (error) {
    if (violatedIndex(error) === null) throw error;
    return { kind: 'slug_taken', slug: change.slug };
  }
}

function tooDeep(depth: number): SaveCategoryOutcome {
  const message = `would be, with what lies below it, ${depth} levels deep, and ${CATEGORY_LIMITS.depth} is the limit`;
  return { kind: 'invalid_category', issues: [{ path: 'parentId', message }] };
}

/**
 * Propagates a change of a category to its subtree and to the products in it, whose versions are raised: the category's
 * name, path and definitions are published with them. It may be repeated, which completes a move that was cut off.
 */
export async function propagateCategoryChange(db: Db, changed: { id: CategoryId; version: number }): Promise<void> {
  await withLock(db, 'category-tree', () => alignDescendants(db, changed.id));
  const subtree = (await repository.findSubtrees(db, [changed.id])).get(changed.id) ?? [changed.id];
  await bumpProductVersions(db, subtree, changed);
  await repository.markPropagated(db, changed);
}

/** Sets the ancestors of everything below a category from its own path; the caller holds the lock of the tree. */
export async function alignDescendants(db: Db, id: CategoryId): Promise<void> {
  let level = [...(await repository.findCategories(db, [id])).values()];
  const seen = new Set<CategoryId>();
  while (level.length > 0) {
    for (const parent of level) seen.add(parent.id);
    const children = await repository.findChildren(
      db,
      level.map((parent) => parent.id),
    );
    const below: Category[] = [];
    for (const parent of level) {
      const ancestorIds = [...parent.ancestorIds, parent.id];
      for (const child of children.get(parent.id) ?? []) {
        if (seen.has(child.id)) continue;
        if (!isDeepStrictEqual(child.ancestorIds, ancestorIds)) {
          await repository.updateAncestors(db, { id: child.id, parentId: parent.id }, ancestorIds);
        }
        below.push({ ...child, ancestorIds });
      }
    }
    level = below;
  }
}
