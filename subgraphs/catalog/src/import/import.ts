import type { Logger } from '@quartet/service-kit';
import type { KnownCategories } from '../categories/known-categories.service.ts';
import type { Db } from '../database.ts';
import { saveProducts, type SaveProductOutcome } from '../products/save-products.service.ts';
import type { OnProgress } from './progress.ts';
import { acquireCheckpoint, type CheckpointLease } from './checkpoint.ts';
import { readHeader } from './header.ts';
import { createInferrer, LIMITS, type Inference } from './inference.ts';
import { productOf, traitsOf } from './line.ts';
import { toProductInput, type MappedProduct } from './mapping.ts';
import { retryWhileUnavailable } from './retry-while-unavailable.ts';
import { openProductFile, type ProductFile } from './product-file.ts';
import { noteRemark, quoted, type AddRemark } from './remarks.ts';
import { emptyReport, noteBadLine, noteOutcome, type ImportReport } from './report.ts';
import { readRows, type Position, type Row } from './rows.ts';
import { readCategoryTree, saveCategories, type CategoryTree } from './save-categories.ts';
import { createReplacedLines, createSeenSkus, type ReplacedLines, type SeenSkus } from './seen-skus.ts';
import { writeInBatches } from './batch-pipeline.ts';

/** Large enough that round trips matter little, small enough that a crash repeats little. */
const BATCH = 1_000;
const DEFAULT_CURRENCY = 'EUR';

export interface ImportOptions {
  catalogDb: Db;
  /** JSON lines or columns, packed or plain. */
  file: string;
  /** Import only this many lines. */
  limit?: number | undefined;
  /** The currency of prices without one: an ISO 4217 code, EUR by default. */
  currency?: string | undefined;
  /** Ignore the checkpoint of an earlier import of this file. */
  restart?: boolean | undefined;
  /** Lines per batch, 1,000 by default. */
  batch?: number | undefined;
  /** Once it is raised, the current batches are finished and the checkpoint is saved. */
  stop?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
  log: Logger;
}

/** The state that both passes share. */
interface Run {
  options: ImportOptions;
  currency: string;
  file: ProductFile;
  checkpoint: CheckpointLease;
  report: ImportReport;
  /** Lines whose SKU occurs again further down: only the last one is written. */
  replaced: ReplacedLines;
}

/**
 * Imports a product file into the catalog, in two passes: the first learns the category tree and each category's
 * attributes, the second writes the products with saveProducts, a batch at a time, so that reading waits for writing. A
 * checkpoint is saved in the database after each batch: an import that was cut off continues there, even if the file was
 * renamed. Bad lines are skipped and reported. Importing a file again changes nothing.
 * @throws StartError if the file cannot be read as products, or another process imports it
 */
export async function importProducts(options: ImportOptions): Promise<ImportReport> {
  const startedAt = Date.now();
  const { catalogDb, currency = DEFAULT_CURRENCY, limit = null, restart = false } = options;
  const file = await openProductFile(options.file);
  const report = emptyReport();
  report.notes.push(...file.notes);
  if (file.format === 'csv') {
    const { ignored } = readHeader(file);
    if (ignored.length > 0) report.notes.push(`Columns of which nothing is known are left out: ${ignored.join(', ')}`);
  }
  const checkpoint = await acquireCheckpoint(catalogDb, file, { options: { currency, limit }, restart });
  try {
    if (checkpoint.note !== null) report.notes.push(checkpoint.note);
    const run = { options, currency, file, checkpoint, report, replaced: createReplacedLines() };
    const tree = checkpoint.found.learned ? await readCategoryTree(catalogDb) : await learnCategories(run);
    const done = tree !== null && (await writeAll(run, tree));
    if (done) await checkpoint.end();
  } finally {
    await checkpoint.release().catch((error: unknown) => {
      options.log.debug({ err: error }, 'the lease of the import could not be given back');
    });
  }
  report.durationMs = Date.now() - startedAt;
  options.log.debug({ products: report.products, badLines: report.badLineCount }, 'products imported');
  return report;
}

function rowsOf({ options, currency, file }: Run, after?: Position): AsyncGenerator<Iterable<Row>> {
  return readRows(file, { limit: options.limit, currency, ...(after && { after }) });
}

/** Null if it was stopped before it had read the whole file. */
async function learnCategories(run: Run): Promise<CategoryTree | null> {
  const { options, report, checkpoint } = run;
  const inference = await learn(run);
  if (inference === null) {
    report.stoppedAfter = 0;
    return null;
  }
  const { tree, created } = await saveCategories(options.catalogDb, inference.categories);
  report.categories = { total: inference.categories.length, created };
  report.attributes.definitions = inference.definitions;
  report.attributes.droppedDefinitions = inference.droppedDefinitions;
  await checkpoint.save({ ...checkpoint.found, learned: true });
  return tree;
}

async function learn(run: Run): Promise<Inference | null> {
  const { onProgress, stop } = run.options;
  const inferrer = createInferrer();
  for await (const rows of rowsOf(run)) {
    if (stop?.aborted === true) return null;
    for (const { line, outcome, read, share } of rows) {
      if (outcome.ok) {
        inferrer.add(traitsOf(outcome.line));
        run.replaced.note(outcome.line.sku, line);
      }
      if (read % BATCH === 0) onProgress?.({ step: 'Learning attributes', done: read, share });
    }
  }
  return inferrer.finish();
}

/** A row that is being imported; a rejected one only moves the checkpoint. */
interface Pending {
  row: Omit<Row, 'outcome'>;
  mapped: MappedProduct | null;
  /** Why it was rejected before it reached the catalog. */
  refused: string | null;
  remarks: readonly Remark[];
}

interface Remark {
  kind: string;
  text: string;
}

/** False if it was stopped before the end. */
async function writeAll(run: Run, tree: CategoryTree): Promise<boolean> {
  const { options, checkpoint, report } = run;
  const { place } = checkpoint.found;
  let done = place;
  if (place.line > 0) {
    report.resumedAfter = place.line;
    report.badLinesBefore = checkpoint.found.badLines;
  }
  const known: KnownCategories = new Map();
  options.onProgress?.({ step: 'Writing products', done: place.read, share: 0 });
  await writeInBatches(mapAll(run, tree), {
    size: options.batch ?? BATCH,
    stop: options.stop,
    keyOf: ({ mapped }) => mapped?.input.externalKey ?? null,
    write: (batch) => writeBatch(run, batch, known),
    done: async (batch, outcomes) => {
      noteBatch(report, batch, outcomes);
      const badLines = report.badLinesBefore + report.badLineCount;
      const last = batch.at(-1)?.row;
      if (last) done = { line: last.lastLine, read: last.read };
      // Only after the catalog has acknowledged the batch: a crash in between repeats it, which changes nothing.
      await retryWhileUnavailable(() => checkpoint.save({ place: done, learned: true, badLines }), options);
      options.onProgress?.({ step: 'Writing products', done: done.read, share: last?.share ?? 1 });
    },
  });
  if (options.stop?.aborted !== true) {
    options.onProgress?.({ step: 'Writing products', done: done.read, share: 1 });
    return true;
  }
  report.stoppedAfter = done.line;
  return false;
}

async function* mapAll(run: Run, tree: CategoryTree): AsyncGenerator<Iterable<Pending>> {
  const seen = createSeenSkus();
  for await (const rows of rowsOf(run, run.checkpoint.found.place)) yield mapped(tree, rows, seen, run.replaced);
}

function* mapped(tree: CategoryTree, rows: Iterable<Row>, seen: SeenSkus, replaced: ReplacedLines): Iterable<Pending> {
  for (const { outcome, ...row } of rows) {
    const target = outcome.ok ? tree.targetOf(outcome.line.category) : null;
    const remarks: Remark[] = [];
    const addRemark: AddRemark = (kind, text) => remarks.push({ kind, text });
    if (!outcome.ok) yield { row, mapped: null, refused: outcome.reason, remarks };
    else if (target === null) yield { row, mapped: null, refused: UNPLACED, remarks };
    else if ('refused' in target) yield { row, mapped: null, refused: target.refused, remarks };
    else {
      const { sku } = outcome.line;
      const before = seen.note(sku, row.line);
      if (before !== undefined) {
        addRemark(
          'a SKU stands twice',
          `the SKU ${quoted(sku)} stood on line ${before} already: this line has replaced it`,
        );
      }
      if (replaced.has(row.line)) yield { row, mapped: null, refused: null, remarks };
      else
        yield {
          row,
          mapped: toProductInput(productOf(outcome.line, addRemark), target, addRemark),
          refused: null,
          remarks,
        };
    }
  }
}

const UNPLACED = `its category is not there: the file has more than ${LIMITS.categories} categories, or was changed while it was read`;

/** @returns the outcomes of the rows that are products, in their order */
async function writeBatch(
  { options }: Run,
  batch: readonly Pending[],
  known: KnownCategories,
): Promise<SaveProductOutcome[]> {
  const inputs = batch.flatMap(({ mapped }) => mapped?.input ?? []);
  return retryWhileUnavailable(() => saveProducts(options.catalogDb, inputs, known), options);
}

/** Only a written batch is reported: the run that continues from here reports the others. */
function noteBatch(report: ImportReport, batch: readonly Pending[], outcomes: readonly SaveProductOutcome[]): void {
  report.lines += batch.length;
  let product = 0;
  for (const { row, mapped, refused, remarks } of batch) {
    for (const { kind, text } of remarks) noteRemark(report.remarks, row.line, kind, text);
    if (mapped !== null) noteOutcome(report, { line: row.line, mapped }, outcomes[product++]);
    else if (refused !== null) noteBadLine(report, row.line, refused);
  }
}
