import { isDeepStrictEqual } from 'node:util';
import { PRODUCT_LIMITS } from '@quartet/schema/limits';
import { newId, type CategoryId, type ProductId } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { readCategories, type KnownCategories } from '../categories/known-categories.service.ts';
import { violatedIndex } from '../storage/duplicate-key.ts';
import { findAttributeProblems, type AttributeProblem } from './attributes.ts';
import { chooseSlugs, hasAnotherSlug } from './choose-slugs.service.ts';
import type { Draft } from './draft.ts';
import { productIdOf, productInput, type ProductInput, type ValidProductInput } from './product.input.ts';
import { NO_RATING, priceChangesBetween, type Product, type ProductContent } from './product.ts';
import { findProducts, findProductsBySku, insertProducts, stateOf, updateProduct } from './product.repository.ts';
import { spellingsOf } from './spellings.service.ts';

export type SaveProductOutcome =
  | { kind: 'saved'; product: Product; created: boolean; changed: boolean }
  | { kind: 'invalid_product'; issues: { path: string; message: string }[] }
  | { kind: 'invalid_attribute'; problems: AttributeProblem[] }
  | { kind: 'slug_taken'; slug: string }
  | { kind: 'sku_taken'; skus: string[] }
  | { kind: 'category_not_found'; categoryId: CategoryId }
  | { kind: 'product_not_found'; id: ProductId }
  | { kind: 'concurrent_modification'; currentVersion: number };

type Settle = (draft: { place: number }, outcome: SaveProductOutcome) => void;

const INSERT_BATCH = 1_000;
const UPDATES_AT_ONCE = 20;
/** A pass repeats what lost against concurrent writers; a product that loses this often is given up. */
const MAX_PASSES = 10;

/**
 * Creates or changes a product, found by its id or external key. Writing the same again changes nothing.
 * The document is written in one atomic step, its version raised by one.
 */
export async function saveProduct(db: Db, input: ProductInput): Promise<SaveProductOutcome> {
  const [outcome] = await saveProducts(db, [input]);
  if (!outcome) throw new Error('saveProducts answered nothing');
  return outcome;
}

/**
 * Saves many products under the same rules as one, in batches; a rejected one does not delay the others. A caller that
 * saves several lists may keep the `known` categories in between.
 * @returns an outcome for each input, in their order
 */
export async function saveProducts(
  db: Db,
  inputs: readonly ProductInput[],
  known: KnownCategories = new Map(),
): Promise<SaveProductOutcome[]> {
  const outcomes = new Map<number, SaveProductOutcome>();
  const settle: Settle = (draft, outcome) => outcomes.set(draft.place, outcome);
  let open = await prepare(db, inputs, known, settle);
  while (open.length > 0) {
    const ids = new Set<ProductId>();
    const batch: Draft[] = [];
    const later: Draft[] = [];
    for (const draft of open) {
      // The same product twice in one list: one after the other.
      (batch.length < INSERT_BATCH && !ids.has(draft.id) ? batch : later).push(draft);
      ids.add(draft.id);
    }
    open = [...(await savePass(db, batch, settle)), ...later];
  }
  return inputs.map((_, place) => {
    const outcome = outcomes.get(place);
    if (!outcome) throw new Error(`No outcome for input ${place}`);
    return outcome;
  });
}

function contentOf(input: ValidProductInput): ProductContent {
  const { name, brand, shortDescription, description, status, categoryId, images, tags } = input;
  const plain = (all: ValidProductInput['attributes']) => all.map(({ name, value }) => ({ name, value }));
  const variants = input.variants.map((variant) => ({ ...variant, attributes: plain(variant.attributes) }));
  const attributes = plain(input.attributes);
  return { name, brand, shortDescription, description, status, categoryId, images, attributes, tags, variants };
}

async function prepare(
  db: Db,
  inputs: readonly ProductInput[],
  known: KnownCategories,
  settle: Settle,
): Promise<Draft[]> {
  const valid: { place: number; input: ValidProductInput }[] = [];
  for (const [place, raw] of inputs.entries()) {
    const parsed = productInput.safeParse(raw);
    if (parsed.success) valid.push({ place, input: parsed.data });
    else {
      const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
      settle({ place }, { kind: 'invalid_product', issues });
    }
  }
  const categoryIds = [...new Set(valid.map(({ input }) => input.categoryId))];
  const categories = await readCategories(db, categoryIds, known);
  const drafts = valid.flatMap(({ place, input }): Draft[] => {
    const category = categories.get(input.categoryId);
    if (!category) {
      settle({ place }, { kind: 'category_not_found', categoryId: input.categoryId });
      return [];
    }
    const problems = findAttributeProblems(category.attributeDefinitions, input);
    if (problems.length > 0) {
      settle({ place }, { kind: 'invalid_attribute', problems });
      return [];
    }
    const id = input.id ?? (input.externalKey ? productIdOf(input.externalKey) : newId<ProductId>());
    const path = [category, ...category.ancestorIds.flatMap((above) => categories.get(above) ?? [])];
    const savedUnder = path.map(stateOf);
    const slug = input.slug ?? '';
    return [{ place, id, input, content: contentOf(input), savedUnder, slug, slugsTaken: 0, passes: 0 }];
  });
  await spellAsUsual(db, drafts);
  return drafts;
}

/** Brands and tags that differ only in case or normal form are one, in the catalogue's spelling. */
async function spellAsUsual(db: Db, drafts: readonly Draft[]): Promise<void> {
  const contents = drafts.map(({ content }) => content);
  const [brandOf, tagOf] = await Promise.all([
    spellingsOf(
      db,
      'brand',
      contents.flatMap(({ brand }) => brand ?? []),
    ),
    spellingsOf(
      db,
      'tag',
      contents.flatMap(({ tags }) => tags),
    ),
  ]);
  for (const content of contents) {
    content.brand = content.brand === null ? null : brandOf(content.brand);
    content.tags = [...new Set(content.tags.map(tagOf))];
  }
}

/** One attempt for each draft. @returns those that need another, because of concurrent writers */
async function savePass(db: Db, batch: Draft[], settle: Settle): Promise<Draft[]> {
  const existing = await findProducts(
    db,
    batch.map((draft) => draft.id),
  );
  const again: Draft[] = [];
  const retry = (draft: Draft, currentVersion: number) => {
    if (++draft.passes >= MAX_PASSES) settle(draft, { kind: 'concurrent_modification', currentVersion });
    else again.push(draft);
  };
  const updates: { draft: Draft; read: Product }[] = [];
  const inserts: Draft[] = [];
  for (const draft of batch) {
    const read = existing.get(draft.id);
    const expected = draft.input.expectedVersion;
    if (read) {
      if (expected !== undefined && expected !== read.version) {
        settle(draft, { kind: 'concurrent_modification', currentVersion: read.version });
      } else if (isUnchanged(draft, read)) {
        settle(draft, { kind: 'saved', product: read, created: false, changed: false });
      } else updates.push({ draft, read });
    } else if (expected !== undefined) settle(draft, { kind: 'product_not_found', id: draft.id });
    else inserts.push(draft);
  }
  await insertAll(db, inserts, settle, retry);
  for (let start = 0; start < updates.length; start += UPDATES_AT_ONCE) {
    const some = updates.slice(start, start + UPDATES_AT_ONCE);
    await Promise.all(some.map(({ draft, read }) => updateOne(db, draft, read, settle, retry)));
  }
  return again;
}

function isUnchanged(draft: Draft, read: Product): boolean {
  const keys = Object.keys(draft.content) as (keyof ProductContent)[];
  const slugKept = draft.input.slug === undefined || draft.input.slug === read.slug;
  return slugKept && keys.every((key) => isDeepStrictEqual(draft.content[key], read[key]));
}

function firstPublished(draft: Draft, before: Date | null): Date | null {
  if (before !== null || draft.content.status !== 'PUBLISHED') return before;
  return draft.input.publishedAt ?? new Date();
}

async function insertAll(
  db: Db,
  drafts: Draft[],
  settle: Settle,
  retry: (draft: Draft, currentVersion: number) => void,
): Promise<void> {
  if (drafts.length === 0) return;
  await chooseSlugs(db, drafts);
  const now = new Date();
  const rows = drafts.map((draft): { draft: Draft; product: Product } => ({
    draft,
    product: {
      id: draft.id,
      slug: draft.slug,
      slugs: [draft.slug],
      ...draft.content,
      version: 1,
      rating: NO_RATING,
      ratingVersion: 0,
      lastPriceChange: null,
      publishedAt: firstPublished(draft, null),
      createdAt: now,
      updatedAt: now,
    },
  }));
  const refused = await insertProducts(
    db,
    rows.map(({ product, draft: { savedUnder } }) => ({ product, savedUnder })),
  );
  for (const [index, { product, draft }] of rows.entries()) {
    const violated = refused.get(index);
    if (violated === undefined) settle(draft, { kind: 'saved', product, created: true, changed: true });
    else await handleViolation(db, draft, violated, settle, () => retry(draft, 0));
  }
}

async function updateOne(
  db: Db,
  draft: Draft,
  read: Product,
  settle: Settle,
  retry: (draft: Draft, currentVersion: number) => void,
): Promise<void> {
  const slug = draft.input.slug ?? read.slug;
  const slugs = [...read.slugs.filter((former) => former !== slug), slug].slice(-PRODUCT_LIMITS.slugs);
  const change = { ...draft.content, slug, slugs, publishedAt: firstPublished(draft, read.publishedAt) };
  const priceChanges = priceChangesBetween(read.variants, draft.content.variants);
  try {
    const product = await updateProduct(db, read, change, { savedUnder: draft.savedUnder, priceChanges });
    if (product) settle(draft, { kind: 'saved', product, created: false, changed: true });
    else retry(draft, read.version);
  } catch (error) {
    const violated = violatedIndex(error);
    if (violated === null) throw error;
    await handleViolation(db, draft, violated, settle, () => retry(draft, read.version));
  }
}

/** Handles a violated unique index: another slug is tried if the client did not choose the slug. */
async function handleViolation(db: Db, draft: Draft, index: string, settle: Settle, retry: () => void): Promise<void> {
  if (index === 'products_skus') {
    const owners = await findProductsBySku(
      db,
      draft.content.variants.map((variant) => variant.sku),
    );
    const skus = [...owners].flatMap(([sku, owner]) => (owner.id === draft.id ? [] : [sku]));
    // The other product no longer has it.
    if (skus.length === 0) retry();
    else settle(draft, { kind: 'sku_taken', skus });
  } else if (index === 'products_slugs') {
    if (!hasAnotherSlug(draft)) settle(draft, { kind: 'slug_taken', slug: draft.slug });
    else {
      draft.slugsTaken++;
      retry();
    }
  } else retry();
}
