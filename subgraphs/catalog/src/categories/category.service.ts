import { isDeepStrictEqual } from 'node:util';
import { newId, type CategoryId } from '@quartet/service-kit';
import type { Db } from 'mongodb';
import { violatedIndex } from '../storage/duplicate-key.ts';
import { exclusively } from '../storage/exclusive.ts';
import { categoryInput, type Category, type CategoryInput } from './category.ts';
import * as repository from './category.repository.ts';

export type SaveCategoryOutcome =
  | { kind: 'saved'; category: Category; created: boolean; changed: boolean }
  | { kind: 'invalid_category'; issues: { path: string; message: string }[] }
  | { kind: 'slug_taken'; slug: string }
  | { kind: 'parent_not_found'; parentId: CategoryId }
  /** The new parent lies below the category itself. */
  | { kind: 'cycle'; parentId: CategoryId }
  | { kind: 'concurrent_modification'; currentVersion: number };

/**
 * Creates or changes a category, found by its id or else by its slug; writing the same again changes nothing.
 * What lies below a moved category moves with it.
 */
export async function saveCategory(db: Db, input: CategoryInput): Promise<SaveCategoryOutcome> {
  const parsed = categoryInput.safeParse(input);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
    return { kind: 'invalid_category', issues };
  }
  const wanted = parsed.data;
  const parent = wanted.parentId === null ? null : await repository.findCategoryById(db, wanted.parentId);
  if (wanted.parentId !== null && parent === null) return { kind: 'parent_not_found', parentId: wanted.parentId };

  const existing = wanted.id
    ? await repository.findCategoryById(db, wanted.id)
    : await repository.findCategoryBySlug(db, wanted.slug);
  try {
    if (existing === null) {
      const now = new Date();
      const category: Category = {
        id: wanted.id ?? newId<CategoryId>(),
        slug: wanted.slug,
        name: wanted.name,
        parentId: wanted.parentId,
        ancestorIds: parent ? [...parent.ancestorIds, parent.id] : [],
        attributeDefinitions: wanted.attributeDefinitions,
        version: 1,
        createdAt: now,
        updatedAt: now,
      };
      await repository.insertCategory(db, category);
      return { kind: 'saved', category, created: true, changed: true };
    }
    const { slug, name, parentId, attributeDefinitions } = wanted;
    const change = { slug, name, attributeDefinitions };
    const same = isDeepStrictEqual(change, {
      slug: existing.slug,
      name: existing.name,
      attributeDefinitions: existing.attributeDefinitions,
    });
    if (parentId !== existing.parentId) return await moveCategory(db, existing, parentId, change);
    if (same) return { kind: 'saved', category: existing, created: false, changed: false };
    return outcomeOf(db, existing, await repository.updateCategory(db, existing, change));
  } catch (error) {
    const index = violatedIndex(error);
    if (index === null) throw error;
    // Made by another process since we looked: what it made is compared and changed as usual.
    const taken = await repository.findCategoryBySlug(db, wanted.slug);
    if (existing === null && (wanted.id === undefined || taken?.id === wanted.id)) return saveCategory(db, input);
    return { kind: 'slug_taken', slug: wanted.slug };
  }
}

async function outcomeOf(db: Db, read: Category, saved: Category | null): Promise<SaveCategoryOutcome> {
  if (saved) return { kind: 'saved', category: saved, created: false, changed: true };
  const current = await repository.findCategoryById(db, read.id);
  return { kind: 'concurrent_modification', currentVersion: current?.version ?? read.version };
}

/** Moves are rare and one at a time: two at once could each pass the check and close a circle. */
async function moveCategory(
  db: Db,
  category: Category,
  parentId: CategoryId | null,
  change: Pick<Category, 'slug' | 'name' | 'attributeDefinitions'>,
): Promise<SaveCategoryOutcome> {
  return exclusively(db, 'category-tree', async () => {
    const parent = parentId === null ? null : await repository.findCategoryById(db, parentId);
    if (parentId !== null && parent === null) return { kind: 'parent_not_found', parentId };
    const ancestorIds = parent ? [...parent.ancestorIds, parent.id] : [];
    if (parentId !== null && ancestorIds.includes(category.id)) return { kind: 'cycle', parentId };
    const saved = await repository.updateCategory(db, category, { ...change, parentId, ancestorIds });
    if (saved) await alignDescendants(db, saved.id);
    return outcomeOf(db, category, saved);
  });
}

/**
 * Gives everything below a category the ancestors that follow from its place. Repeating it changes nothing:
 * the relay does so after each change of a category, which heals a move that was cut off half way.
 */
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
        if (!isDeepStrictEqual(child.ancestorIds, ancestorIds))
          await repository.updateCategory(db, child, { ancestorIds });
        below.push({ ...child, ancestorIds });
      }
    }
    level = below;
  }
}
