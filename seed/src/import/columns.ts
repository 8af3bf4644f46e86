import { parse } from 'csv-parse/sync';
import { StartError } from '@quartet/service-kit/start-error';
import type { ProductFile } from './product-file.ts';
import { MAX_LINE_BYTES, readLines, type RawLine } from './reader.ts';

/** The fields of a row by their names in a line of JSON, or what is wrong with the row. */
export type ColumnsRow = { ok: true; fields: Record<string, unknown> } | { ok: false; reason: string };

type Put = (fields: Record<string, unknown>, text: string) => void;

const ATTRIBUTE = /^attr(?:ibute)?:\s*(.+)$/i;
const whole = (field: string): Put => {
  return (fields, text) => {
    fields[field] = text;
  };
};
const list = (field: string, separator: RegExp): Put => {
  return (fields, text) => {
    fields[field] = text.split(separator).filter((part) => part !== '');
  };
};
const number = (field: string): Put => {
  return (fields, text) => {
    // Text that is none stays text, so that it is refused with the name of the field.
    fields[field] = /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  };
};

/** Names of columns, in small letters without blanks, hyphens and underscores. */
const COLUMNS: Readonly<Record<string, Put>> = {
  sku: whole('sku'),
  id: whole('id'),
  mpn: whole('mpn'),
  name: whole('title'),
  title: whole('title'),
  brand: whole('brand'),
  category: list('categoryPath', /\s*>\s*/),
  categorypath: list('categoryPath', /\s*>\s*/),
  parentcategory: whole('parentCategory'),
  price: whole('price'),
  pricecents: number('priceCents'),
  currency: whole('currency'),
  description: whole('description'),
  image: list('images', /[\s|]+/),
  images: list('images', /[\s|]+/),
  imageurl: list('images', /[\s|]+/),
  imageurls: list('images', /[\s|]+/),
  ean: list('ean', /[\s|,;]+/),
  barcode: list('ean', /[\s|,;]+/),
  weightgrams: number('weightGrams'),
  releasedat: whole('releasedAt'),
  tags: list('tags', /\s*[|,;]\s*/),
};

interface Header {
  delimiter: string;
  names: string[];
  puts: (Put | null)[];
  /** Columns of which nothing is known: they are left out. */
  ignored: string[];
}

/** What the first row says of the others. @throws StartError where it lacks what every product needs */
export function readHeader(file: Pick<ProductFile, 'name' | 'beginning'>): Header {
  const first = file.beginning.split(/\r?\n/, 1)[0] ?? '';
  const delimiter = delimiterOf(first);
  const parsed = cellsOf(first, delimiter);
  if (!Array.isArray(parsed))
    throw new StartError(`The header row of ${file.name} is not closed: ${first.slice(0, 80)}`);
  const names = parsed.map((name) => name.trim());
  const puts = names.map(putFor);
  const has = (...wanted: string[]) => names.some((name) => wanted.includes(plainName(name)));
  if (!has('sku', 'id', 'mpn') || !has('name', 'title')) {
    throw new StartError(
      `${file.name} needs a header row with a column sku (or id, or mpn) and a column name (or title); it begins with: ${first.slice(0, 80)}`,
    );
  }
  return { delimiter, names, puts, ignored: names.filter((_, at) => puts[at] === null) };
}

const plainName = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, '');

function putFor(name: string): Put | null {
  const [, attribute] = ATTRIBUTE.exec(name) ?? [];
  if (attribute !== undefined) {
    return (fields, text) => {
      const attributes = (fields['attributes'] ??= {}) as Record<string, string>;
      attributes[attribute] = text;
    };
  }
  return Object.hasOwn(COLUMNS, plainName(name)) ? (COLUMNS[plainName(name)] ?? null) : null;
}

/** The sign that stands most often in the header. */
function delimiterOf(header: string): string {
  const count = (sign: string) => header.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

type Open = 'open';

/** The cells of a row; `open` where a quoted cell goes on in the next line. A quote within a bare cell is text. */
function cellsOf(text: string, delimiter: string): string[] | Open | { reason: string } {
  if (!text.includes('"')) return text.split(delimiter);
  try {
    const rows: string[][] = parse(text, { delimiter, relax_quotes: true, relax_column_count: true });
    return rows[0] ?? [];
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return 'code' in error && error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'open' : { reason: error.message };
  }
}

/**
 * Streams the rows of a file of columns from behind a line, each with the line on which it begins. A cell in quotes may
 * hold line ends. A quote that is never closed costs its own row only: the lines behind it are read on their own.
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
  if (first.text === null) return refused('the line is too long');
  let { text } = first;
  const more: RawLine[] = [];
  for (;;) {
    const cells = cellsOf(text, header.delimiter);
    if (Array.isArray(cells)) return { row: toFields(cells, header), lastLine: first.line + more.length };
    if (cells !== 'open') {
      lines.pushBack(more);
      return refused(cells.reason);
    }
    // Only a line with a quote can end the cell.
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
  const expected = header.puts.length;
  if (cells.length !== expected) {
    return { ok: false, reason: `${cells.length} columns, where the header has ${expected}` };
  }
  const fields: Record<string, unknown> = {};
  for (const [at, cell] of cells.entries()) {
    const text = cell.trim();
    if (text !== '') header.puts[at]?.(fields, text);
  }
  return { ok: true, fields };
}

interface PushBack {
  next(): Promise<RawLine | null>;
  pushBack(lines: RawLine[]): void;
  close(): Promise<void>;
}

/** Lines one by one, that can be given back to be read again. */
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
