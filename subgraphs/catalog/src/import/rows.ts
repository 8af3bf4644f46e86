import { readColumns } from './columns.ts';
import { checkFields, parseLine, type LineOutcome } from './line.ts';
import type { ProductFile } from './product-file.ts';
import { readLines, type RawLine } from './reader.ts';

/** A product of a file, or why it is not one. */
export interface Row {
  /** The line on which it begins, counted from 1. */
  line: number;
  /** The line on which it ends: a row of columns may have several. */
  lastLine: number;
  outcome: LineOutcome;
  /** How many rows were read so far, including those before `after`. */
  read: number;
  /** The share of the work that is done: 0 to 1. */
  share: number;
}

/** Where reading a file continues. */
export interface Position {
  /** The last line of the last row that is done; 0 at the beginning. */
  line: number;
  /** How many rows were read up to there. */
  read: number;
}

export const BEGINNING: Position = { line: 0, read: 0 };

/**
 * Streams the rows of a product file after a position, up to `limit` rows of the whole file. They come in the lists in
 * which they were read, and each is parsed when it is requested: a step of the event loop for each would cost more than
 * the row itself.
 */
export async function* readRows(
  file: ProductFile,
  { limit = Infinity, after = BEGINNING, currency }: { limit?: number | undefined; after?: Position; currency: string },
): AsyncGenerator<Iterable<Row>> {
  let { read } = after;
  function* numbered(found: Iterable<Omit<Row, 'read'>>): Iterable<Row> {
    for (const { line, lastLine, outcome, share } of found) {
      if (read >= limit) return;
      read += 1;
      yield { line, lastLine, outcome, read, share: limit === Infinity ? share : Math.max(share, read / limit) };
    }
  }
  if (read >= limit) return;
  for await (const found of file.format === 'csv'
    ? columnRows(file, after, currency)
    : jsonRows(file, after, currency)) {
    yield numbered(found);
    if (read >= limit) return;
  }
}

type Found = AsyncGenerator<Iterable<Omit<Row, 'read'>>>;

async function* columnRows(file: ProductFile, after: Position, currency: string): Found {
  for await (const { row, ...where } of readColumns(file, after.line)) {
    yield [{ ...where, outcome: row.ok ? checkFields(row.fields, currency) : row }];
  }
}

async function* jsonRows(file: ProductFile, after: Position, currency: string): Found {
  for await (const lines of readLines(file, { from: after.line + 1 })) yield parsed(lines, currency);
}

function* parsed(lines: readonly RawLine[], currency: string): Iterable<Omit<Row, 'read'>> {
  for (const found of lines) {
    const { line, share } = found;
    if (found.text === null) yield { line, lastLine: line, share, outcome: { ok: false, reason: found.reason } };
    else if (found.text.trim() !== '') {
      yield { line, lastLine: line, share, outcome: parseLine(found.text, currency) };
    }
  }
}
