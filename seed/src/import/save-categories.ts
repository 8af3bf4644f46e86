import { findAllCategories, findCategoryBySlug, saveCategory, type Category } from '@quartet/catalog';
import type { CategoryId } from '@quartet/service-kit';
import type { CatalogDb } from '../databases.ts';
import type { InferredCategory } from './inference.ts';
import { mergeDefinitions, targetOf, type TargetCategory } from './mapping.ts';

/** A category that someone else edits meanwhile is read and merged again. */
const ATTEMPTS = 5;

/** Writes what was learned, parents first. @returns by slug, what products can be written to */
export async function saveCategories(
  db: CatalogDb,
  categories: readonly InferredCategory[],
): Promise<{ targets: Map<string, TargetCategory>; created: number }> {
  const targets = new Map<string, TargetCategory>();
  const present = new Map((await findAllCategories(db)).map((category) => [category.slug, category]));
  let created = 0;
  for (const category of categories) {
    const parentId = category.parent === null ? null : (targets.get(category.parent)?.id ?? null);
    const saved = await saveMerged(db, category, parentId, present.get(category.slug) ?? null);
    targets.set(category.slug, targetOf(saved.category));
    if (saved.created) created += 1;
  }
  return { targets, created };
}

/** A category that exists keeps its name and its place. */
async function saveMerged(
  db: CatalogDb,
  inferred: InferredCategory,
  parentId: CategoryId | null,
  present: Category | null,
) {
  for (let attempt = 1; ; attempt += 1) {
    const existing = attempt === 1 ? present : await findCategoryBySlug(db, inferred.slug);
    const outcome = await saveCategory(db, {
      slug: inferred.slug,
      name: existing?.name ?? inferred.name,
      parentId: existing === null ? parentId : existing.parentId,
      attributeDefinitions: mergeDefinitions(existing?.attributeDefinitions ?? [], inferred.definitions),
    });
    if (outcome.kind === 'saved') return outcome;
    if (outcome.kind !== 'concurrent_modification' || attempt >= ATTEMPTS) {
      const why = outcome.kind === 'invalid_category' ? outcome.issues.map((it) => `${it.path}: ${it.message}`) : [];
      throw new Error(`The category ${inferred.slug} was refused: ${[outcome.kind, ...why].join(', ')}`);
    }
  }
}
