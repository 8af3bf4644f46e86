import { findCategoryBySlug, saveCategory, saveProducts, type SaveProductOutcome } from '@quartet/catalog';
import type { CategoryId, Logger } from '@quartet/service-kit';
import type { CatalogDb } from '../databases.ts';
import type { OnProgress } from '../progress.ts';
import { createInferrer, type InferredCategory, type Inference } from './inference.ts';
import { parseLine } from './line.ts';
import { mergeDefinitions, targetOf, toProductInput, type MappedProduct, type TargetCategory } from './mapping.ts';
import { readLines } from './reader.ts';

/** How many bad lines are told one by one; all are counted. */
export const BAD_LINES_TOLD = 20;
const BATCH = 500;
/** A category that someone else edits meanwhile is read and merged again. */
const CATEGORY_ATTEMPTS = 5;

export interface ImportOptions {
  catalogDb: CatalogDb;
  /** .ndjson or .ndjson.gz */
  file: string;
  /** Only this many lines. */
  limit?: number | undefined;
  /** Of prices that name none: an ISO 4217 code, EUR by default. */
  currency?: string | undefined;
  onProgress?: OnProgress | undefined;
  log: Logger;
}

export interface BadLine {
  /** Counted from 1. */
  line: number;
  reason: string;
}

export interface ImportReport {
  lines: number;
  products: { created: number; updated: number; unchanged: number };
  /** Of the products: lines without a price. */
  drafts: number;
  categories: { total: number; created: number };
  attributes: {
    definitions: number;
    /** Names that were too rare, or too many, for a definition. */
    droppedDefinitions: number;
    /** Values of such names. */
    undefinedValues: number;
    /** Values that their definition does not allow. */
    unfitValues: number;
  };
  /** The first of them, see BAD_LINES_TOLD. */
  badLines: BadLine[];
  badLineCount: number;
  durationMs: number;
}

/**
 * Brings a product file into the catalog, in two passes: the first learns the category tree and each category's
 * attributes, the second writes the products through the catalog's own write path, a batch at a time, so that the file
 * is read no faster than it is written. Bad lines are skipped and reported. Importing a file again changes nothing.
 */
export async function importProducts(options: ImportOptions): Promise<ImportReport> {
  const startedAt = Date.now();
  const inference = await learn(options);
  const { targets, created } = await saveCategories(options.catalogDb, inference.categories);
  const report: ImportReport = {
    lines: 0,
    products: { created: 0, updated: 0, unchanged: 0 },
    drafts: 0,
    categories: { total: targets.size, created },
    attributes: {
      definitions: inference.definitions,
      droppedDefinitions: inference.droppedDefinitions,
      undefinedValues: 0,
      unfitValues: 0,
    },
    badLines: [],
    badLineCount: 0,
    durationMs: 0,
  };
  await writeAll(options, targets, report);
  report.durationMs = Date.now() - startedAt;
  options.log.debug({ products: report.products, badLines: report.badLineCount }, 'products imported');
  return report;
}

async function* linesOf({ file, limit }: ImportOptions) {
  let read = 0;
  if (limit !== undefined && limit <= 0) return;
  for await (const line of readLines(file)) {
    read += 1;
    yield { ...line, share: limit === undefined ? line.share : Math.max(line.share, read / limit), read };
    if (read === limit) return;
  }
}

async function learn(options: ImportOptions): Promise<Inference> {
  const inferrer = createInferrer();
  for await (const line of linesOf(options)) {
    const parsed = parseLine(line.text, options.currency ?? 'EUR');
    if (parsed.ok) inferrer.add(parsed.product);
    if (line.read % BATCH === 0)
      options.onProgress?.({ step: 'Learning attributes', done: line.read, share: line.share });
  }
  return inferrer.finish();
}

async function saveCategories(
  db: CatalogDb,
  categories: readonly InferredCategory[],
): Promise<{ targets: Map<string, TargetCategory>; created: number }> {
  const targets = new Map<string, TargetCategory>();
  let created = 0;
  for (const category of categories) {
    const parentId = category.parent === null ? null : (targets.get(category.parent)?.id ?? null);
    const saved = await saveMerged(db, category, parentId);
    targets.set(category.slug, targetOf(saved.category));
    if (saved.created) created += 1;
  }
  return { targets, created };
}

/** A category that exists keeps its name and its place. */
async function saveMerged(db: CatalogDb, inferred: InferredCategory, parentId: CategoryId | null) {
  for (let attempt = 1; ; attempt += 1) {
    const existing = await findCategoryBySlug(db, inferred.slug);
    const outcome = await saveCategory(db, {
      slug: inferred.slug,
      name: existing?.name ?? inferred.name,
      parentId: existing === null ? parentId : existing.parentId,
      attributeDefinitions: mergeDefinitions(existing?.attributeDefinitions ?? [], inferred.definitions),
    });
    if (outcome.kind === 'saved') return outcome;
    if (outcome.kind !== 'concurrent_modification' || attempt >= CATEGORY_ATTEMPTS) {
      const why = outcome.kind === 'invalid_category' ? outcome.issues.map((it) => `${it.path}: ${it.message}`) : [];
      throw new Error(`The category ${inferred.slug} was refused: ${[outcome.kind, ...why].join(', ')}`);
    }
  }
}

interface Pending {
  line: number;
  mapped: MappedProduct;
}

async function writeAll(
  options: ImportOptions,
  targets: ReadonlyMap<string, TargetCategory>,
  report: ImportReport,
): Promise<void> {
  let batch: Pending[] = [];
  const refuse = (line: number, reason: string): void => {
    report.badLineCount += 1;
    if (report.badLines.length < BAD_LINES_TOLD) report.badLines.push({ line, reason });
  };
  const flush = async (share: number): Promise<void> => {
    const outcomes = await saveProducts(
      options.catalogDb,
      batch.map(({ mapped }) => mapped.input),
    );
    for (const [index, pending] of batch.entries()) {
      const outcome = outcomes[index];
      if (outcome?.kind === 'saved') countSaved(report, pending.mapped, outcome);
      else refuse(pending.line, outcome === undefined ? 'no answer' : refusalText(outcome));
    }
    batch = [];
    options.onProgress?.({ step: 'Writing products', done: report.lines, share });
  };

  for await (const line of linesOf(options)) {
    report.lines += 1;
    const parsed = parseLine(line.text, options.currency ?? 'EUR');
    const target = parsed.ok ? targets.get(parsed.product.category.slug) : undefined;
    if (!parsed.ok) refuse(line.line, parsed.reason);
    else if (target === undefined) refuse(line.line, 'the file was changed while it was read');
    else batch.push({ line: line.line, mapped: toProductInput(parsed.product, target) });
    if (batch.length >= BATCH) await flush(line.share);
  }
  await flush(1);
  // Refusals of a batch come after those of its unreadable lines.
  report.badLines.sort((a, b) => a.line - b.line);
}

function countSaved(report: ImportReport, mapped: MappedProduct, saved: { created: boolean; changed: boolean }): void {
  report.products[saved.created ? 'created' : saved.changed ? 'updated' : 'unchanged'] += 1;
  if (mapped.input.status === 'DRAFT') report.drafts += 1;
  report.attributes.undefinedValues += mapped.undefinedValues;
  report.attributes.unfitValues += mapped.unfitValues;
}

function refusalText(outcome: Exclude<SaveProductOutcome, { kind: 'saved' }>): string {
  switch (outcome.kind) {
    case 'invalid_product':
      return outcome.issues.map((issue) => `${issue.path}: ${issue.message}`).join('; ');
    case 'invalid_attribute':
      return outcome.problems.map((problem) => `${problem.attribute} ${problem.message}`).join('; ');
    case 'sku_taken':
      return `the SKU ${outcome.skus.join(', ')} belongs to another product`;
    case 'slug_taken':
      return `the slug ${outcome.slug} belongs to another product`;
    case 'category_not_found':
    case 'product_not_found':
      return 'the catalog was changed while the file was imported';
    case 'concurrent_modification':
      return 'the product was changed by someone else at the same time';
  }
}
