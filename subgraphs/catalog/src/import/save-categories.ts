import type { CategoryId } from '@quartet/service-kit';
import { categoryIdOf } from '../categories/category-id.ts';
import { findAllCategories, findCategoryById } from '../categories/category.repository.ts';
import { saveCategory } from '../categories/category.service.ts';
import type { Category, CategoryInput } from '../categories/category.ts';
import type { Db } from '../database.ts';
import { categorySlugs } from '../slugs.ts';
import { describePath, type CategoryPath } from './category-path.ts';
import type { InferredCategory } from './inference.ts';
import { mergeDefinitions, targetOf, type TargetCategory } from './mapping.ts';

/** A category that is edited concurrently is read and merged again; for a taken slug the next one is tried. */
const ATTEMPTS = 10;

/** The category that lines are written to, or why they are rejected. */
export type Target = TargetCategory | { refused: string };

export interface CategoryTree {
  targetOf(path: CategoryPath): Target | null;
}

/**
 * The categories of the catalog, found by the path in a file: by the id derived from the path, so that a category that an
 * editor renamed or moved is found again, or else by the same name below the same parent.
 */
export async function readCategoryTree(db: Db): Promise<CategoryTree> {
  return createTree(await findAllCategories(db));
}

interface GrowingTree extends CategoryTree {
  find(path: CategoryPath): Category | null;
  put(path: CategoryPath, category: Category): void;
  refuse(path: CategoryPath, reason: string): void;
  isTaken(slug: string): boolean;
}

const idOf = (path: CategoryPath): CategoryId => categoryIdOf(`import:${path.key}`);
const placeOf = (parentId: CategoryId | null, name: string): string => `${parentId ?? ''}\u001f${name}`;

function createTree(all: readonly Category[]): GrowingTree {
  const byId = new Map(all.map((category) => [category.id, category]));
  const byPlace = new Map(all.map((category) => [placeOf(category.parentId, category.name), category]));
  const slugs = new Set(all.map((category) => category.slug));
  const known = new Map<string, Category>();
  const targets = new Map<string, Target>();
  const find = (path: CategoryPath): Category | null => {
    const found = known.get(path.key) ?? byId.get(idOf(path));
    if (found !== undefined) return found;
    const parent = path.parent === null ? null : find(path.parent);
    if (path.parent !== null && parent === null) return null;
    return byPlace.get(placeOf(parent?.id ?? null, path.name)) ?? null;
  };
  const put = (path: CategoryPath, category: Category): void => {
    known.set(path.key, category);
    slugs.add(category.slug);
    targets.set(path.key, targetOf(category));
  };
  return {
    find,
    put,
    refuse: (path, refused) => targets.set(path.key, { refused }),
    isTaken: (slug) => slugs.has(slug),
    targetOf(path) {
      const category = targets.has(path.key) ? null : find(path);
      if (category !== null) put(path, category);
      return targets.get(path.key) ?? null;
    },
  };
}

/** Saves the learned categories, parents first. A rejected one costs its own lines and those below it. */
export async function saveCategories(
  db: Db,
  categories: readonly InferredCategory[],
): Promise<{ tree: CategoryTree; created: number }> {
  const tree = createTree(await findAllCategories(db));
  let created = 0;
  for (const category of categories) {
    const saved = await saveMerged(db, category, tree);
    if (typeof saved === 'string') tree.refuse(category.path, saved);
    else {
      tree.put(category.path, saved.category);
      if (saved.created) created += 1;
    }
  }
  return { tree, created };
}

/** An existing category keeps its name, slug and parent. @returns the saved category, or why it was rejected */
async function saveMerged(
  db: Db,
  { path, definitions }: InferredCategory,
  tree: GrowingTree,
): Promise<{ category: Category; created: boolean } | string> {
  const parent = path.parent === null ? null : tree.targetOf(path.parent);
  if (parent !== null && 'refused' in parent) return parent.refused;
  let existing = tree.find(path);
  const id = existing?.id ?? idOf(path);
  const slugs = categorySlugs({
    id,
    name: path.name,
    parentSlug: path.parent && (tree.find(path.parent)?.slug ?? null),
  });
  let slug = slugs.find((it) => !tree.isTaken(it)) ?? slugs[0] ?? '';
  for (let attempt = 1; ; attempt += 1) {
    const input: CategoryInput = {
      id,
      slug: existing?.slug ?? slug,
      name: existing?.name ?? path.name,
      parentId: existing === null ? (parent?.id ?? null) : existing.parentId,
      attributeDefinitions: mergeDefinitions(existing?.attributeDefinitions ?? [], definitions),
    };
    const outcome = await saveCategory(db, input);
    if (outcome.kind === 'saved') return outcome;
    const why = outcome.kind === 'invalid_category' ? outcome.issues.map((it) => `${it.path}: ${it.message}`) : [];
    const mayPass = outcome.kind === 'concurrent_modification' || outcome.kind === 'slug_taken';
    if (!mayPass || attempt >= ATTEMPTS) {
      return `its category ${describePath(path)} was refused: ${[outcome.kind, ...why].join(', ')}`;
    }
    if (outcome.kind === 'slug_taken') slug = slugs[slugs.indexOf(slug) + 1] ?? slug;
    existing = await findCategoryById(db, id);
  }
}
