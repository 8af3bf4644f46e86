import { cellsOf } from './cells.ts';
import { readHeader, type Header } from './header.ts';
import type { ProductFile } from './product-file.ts';
import { MAX_LINE_BYTES, readLines, type RawLine } from './reader.ts';

/** The fields of a row by their names in a line of JSON, or what is wrong with the row. */
export type ColumnsRow = { ok: true; fields: Record<string, unknown> } | { ok: false; reason: string };

/**
 * Streams the rows of a file of columns after a line, each with the line on which it begins. A quoted cell may contain
 * line ends. A quote that is never closed costs its own row only: the lines after it are read on their own.
 */
export async function* readColumns(
  file: ProductFile,
  afterLine: number,
): AsyncGenerator<{ line: number; lastLine: number; share: number; row: ColumnsRow }> {
  const header = readHeader(file);
  const lines = withPushBack(readLines(file, { from: Math.max(2, afterLine + 1) }));
  try {
    for (let first = await lines.next(); first !== null; first = await lines.next()) {
      if (first.text?.trim() === '') continue;
      yield { line: first.line, share: first.share, ...(await wholeRow(first, lines, header)) };
    }
  } finally {
    await lines.close();
  }
}

async function wholeRow(
  first: RawLine,
  lines: PushBack,
  header: Header,
): Promise<{ row: ColumnsRow; lastLine: number }> {
  const refused = (reason: string) => ({ row: { ok: false as const, reason }, lastLine: first.line });
  if (first.text === null) return refused(first.reason);
  let { text } = first;
  const more: RawLine[] = [];
  for (;;) {
    const cells = cellsOf(text, header.delimiter);
    if (cells !== 'open') {
      const row: ColumnsRow = Array.isArray(cells) ? toFields(cells, header) : { ok: false, reason: cells.reason };
      if (row.ok) return { row, lastLine: first.line + more.length };
      // A quote that was opened by mistake must not swallow the rows up to the next quote.
      lines.pushBack(more);
      return refused(more.length === 0 ? row.reason : `a quote is opened that does not end a cell: ${row.reason}`);
    }
    // Only a line with a quote can close the cell.
    for (let quoted = false; !quoted;) {
      const next = await lines.next();
      if (next !== null) more.push(next);
      if (next === null || next.text === null || text.length + next.text.length > MAX_LINE_BYTES) {
        lines.pushBack(more);
        return refused('a quote is opened and not closed');
      }
      text += `\n${next.text}`;
      quoted = next.text.includes('"');
    }
  }
}

function toFields(cells: readonly string[], header: Header): ColumnsRow {
  const expected = header.columns.length;
  if (cells.length !== expected) {
    return { ok: false, reason: `${cells.length} columns, where the header has ${expected}` };
  }
  const fields: Record<string, unknown> = {};
  for (const [at, cell] of cells.entries()) {
    const text = cell.trim();
    if (text !== '') header.columns[at]?.put(fields, text);
  }
  return { ok: true, fields };
}

interface PushBack {
  next(): Promise<RawLine | null>;
  pushBack(lines: RawLine[]): void;
  close(): Promise<void>;
}

/** Lines one by one, which can be pushed back to be read again. */
function withPushBack(source: AsyncGenerator<RawLine[], void>): PushBack {
  let ahead: RawLine[] = [];
  let at = 0;
  return {
    async next() {
      while (at >= ahead.length) {
        const more: IteratorResult<RawLine[], void> = await source.next();
        if (more.done === true) return null;
        ahead = more.value;
        at = 0;
      }
      return ahead[at++] ?? null;
    },
    pushBack(lines) {
      ahead = [...lines, ...ahead.slice(at)];
      at = 0;
    },
    async close() {
      await source.return(undefined);
    },
  };
}
