import { readColumns } from './columns.ts';
import { parseLine, readProduct, type LineOutcome } from './line.ts';
import type { ProductFile } from './product-file.ts';
import { readLines } from './reader.ts';

/** A product as a file has it, or what is wrong with it there. */
export interface Row {
  /** The line on which it begins, counted from 1. */
  line: number;
  /** The line on which it ends: a row of columns may have several. */
  lastLine: number;
  outcome: LineOutcome;
  /** How many rows were read by now, those before `after` included. */
  read: number;
  /** How much of the work that is: 0 to 1. */
  share: number;
}

/** Where a reading of a file goes on. */
export interface Place {
  /** The last line of the last row that is done; 0 at the beginning. */
  line: number;
  /** How many rows were read up to there. */
  read: number;
}

export const BEGINNING: Place = { line: 0, read: 0 };

/** Streams the rows of a product file from behind a place, up to `limit` rows of the whole file. */
export async function* readRows(
  file: ProductFile,
  o: { currency: string; limit?: number | undefined; after?: Place },
): AsyncGenerator<Row> {
  const { currency, limit = Infinity, after = BEGINNING } = o;
  let { read } = after;
  if (read >= limit) return;
  for await (const { share, ...row } of outcomesOf(file, currency, after)) {
    read += 1;
    yield { ...row, read, share: limit === Infinity ? share : Math.max(share, read / limit) };
    if (read >= limit) return;
  }
}

async function* outcomesOf(file: ProductFile, currency: string, after: Place): AsyncGenerator<Omit<Row, 'read'>> {
  if (file.format === 'csv') {
    for await (const { row, ...where } of readColumns(file, after.line)) {
      yield { ...where, outcome: row.ok ? readProduct(row.fields, currency) : row };
    }
    return;
  }
  for await (const { line, share, text } of readLines(file, { from: after.line + 1 })) {
    if (text === null || text.trim() !== '') yield { line, lastLine: line, share, outcome: parseLine(text, currency) };
  }
}
