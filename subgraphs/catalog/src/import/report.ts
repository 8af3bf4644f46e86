import type { SaveProductOutcome } from '../products/save-products.service.ts';
import type { MappedProduct } from './mapping.ts';
import { noteRemark, printable, quoted, type Remarks } from './remarks.ts';

/** How many bad lines are listed one by one; all are counted. */
export const BAD_LINES_TOLD = 20;

export interface BadLine {
  /** Counted from 1. */
  line: number;
  reason: string;
}

/** What one run of an import did. */
export interface ImportReport {
  /** Lines, or rows, that this run read. */
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
  /** Parts of lines that were left out or changed while their products were imported. */
  remarks: Remarks[];
  /** Bad lines of the earlier runs that this one continues. */
  badLinesBefore: number;
  /** The line after which this run continued an earlier one of the same file that was cut off. */
  resumedAfter: number | null;
  /** The last line that is done, if this run was stopped before the end. */
  stoppedAfter: number | null;
  /** Other notes for people: that the file was changed, which columns are unknown. */
  notes: string[];
  durationMs: number;
}

export function emptyReport(): ImportReport {
  return {
    lines: 0,
    products: { created: 0, updated: 0, unchanged: 0 },
    drafts: 0,
    categories: { total: 0, created: 0 },
    attributes: { definitions: 0, droppedDefinitions: 0, undefinedValues: 0, unfitValues: 0 },
    badLines: [],
    badLineCount: 0,
    remarks: [],
    badLinesBefore: 0,
    resumedAfter: null,
    stoppedAfter: null,
    notes: [],
    durationMs: 0,
  };
}

/** The exit code of the command, see its --help. */
export function exitCodeOf(report: ImportReport): 0 | 1 | 3 | 130 {
  if (report.stoppedAfter !== null) return 130;
  const { created, updated, unchanged } = report.products;
  const taken = created + updated + unchanged;
  // The lines of an earlier run count if this one continued it.
  if (taken === 0 && report.resumedAfter === null) return 1;
  return report.badLineCount + report.badLinesBefore > 0 ? 3 : 0;
}

export function noteBadLine(report: ImportReport, line: number, reason: string): void {
  report.badLineCount += 1;
  if (report.badLines.length < BAD_LINES_TOLD) report.badLines.push({ line, reason: printable(reason) });
}

export function noteOutcome(
  report: ImportReport,
  { line, mapped }: { line: number; mapped: MappedProduct },
  outcome: SaveProductOutcome | undefined,
): void {
  if (outcome?.kind !== 'saved') {
    noteBadLine(report, line, outcome === undefined ? 'no answer' : refusalText(outcome));
    return;
  }
  report.products[outcome.created ? 'created' : outcome.changed ? 'updated' : 'unchanged'] += 1;
  const { brand } = outcome.product;
  if (mapped.input.brand && brand !== null && brand !== mapped.input.brand) {
    const told = `the brand ${quoted(mapped.input.brand)} is kept as ${quoted(brand)}, as the catalogue writes it`;
    noteRemark(report.remarks, line, 'a brand is written as the catalogue has it', told);
  }
  if (mapped.input.status === 'DRAFT') report.drafts += 1;
  report.attributes.undefinedValues += mapped.undefinedValues;
  report.attributes.unfitValues += mapped.unfitValues;
}

function refusalText(outcome: Exclude<SaveProductOutcome, { kind: 'saved' }>): string {
  switch (outcome.kind) {
    case 'invalid_product':
      return outcome.issues.map(({ path, message }) => `${path || 'the product'}: ${message}`).join('; ');
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
