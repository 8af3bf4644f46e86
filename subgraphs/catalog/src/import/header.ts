import { StartError } from '@quartet/service-kit/start-error';
import { cellsOf } from './cells.ts';
import { INSPECTED_BYTES, type ProductFile } from './product-file.ts';
import { attributeName } from './raw-attributes.ts';
import { printable, quoted } from './remarks.ts';

/** What a column becomes. */
interface Column {
  /** Two columns of one field would overwrite each other. */
  field: string;
  put: (fields: Record<string, unknown>, text: string) => void;
}

/** What the header row says about the other rows. */
export interface Header {
  delimiter: string;
  columns: (Column | null)[];
  /** Names of unknown columns, which are ignored. */
  ignored: string[];
}

const whole = (field: string): Column => ({
  field,
  put: (fields, text) => {
    fields[field] = text;
  },
});
const list = (field: string, separator: RegExp): Column => ({
  field,
  put: (fields, text) => {
    fields[field] = text.split(separator).filter((part) => part !== '');
  },
});

const IMAGES = list('images', /[\s|]+/);
const CODES = list('ean', /[\s|,;]+/);

/** By the column's name, in lower case without blanks, hyphens and underscores. */
const COLUMNS: ReadonlyMap<string, Column> = new Map([
  ['sku', whole('sku')],
  ['id', whole('id')],
  ['mpn', whole('mpn')],
  ['name', whole('name')],
  ['title', whole('title')],
  ['brand', whole('brand')],
  ['category', whole('category')],
  ['categorypath', whole('category')],
  ['parentcategory', whole('parentCategory')],
  ['price', whole('price')],
  ['pricecents', whole('priceCents')],
  ['currency', whole('currency')],
  ['description', whole('description')],
  ['image', IMAGES],
  ['images', IMAGES],
  ['imageurl', IMAGES],
  ['imageurls', IMAGES],
  ['ean', CODES],
  ['barcode', CODES],
  ['weightgrams', whole('weightGrams')],
  ['releasedat', whole('releasedAt')],
  ['tags', list('tags', /\s*[|,;]\s*/)],
]);

/** With these columns, rows are parts of one product: imported one by one they would become wrong products. */
const OF_VARIANTS = new Set([
  'parent',
  'parentid',
  'parentsku',
  'handle',
  'itemgroupid',
  'variantsku',
  'configurablevariations',
  'storeviewcode',
]);

const ATTRIBUTE = /^attr(?:ibute)?:\s*(.+)$/i;
const plainName = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, '');

/** @throws StartError for a header that lacks a required column or is ambiguous */
export function readHeader(file: Pick<ProductFile, 'name' | 'beginning'>): Header {
  const first = file.beginning.split(/[\r\n]/, 1)[0] ?? '';
  if (first.length === file.beginning.length && Buffer.byteLength(first) >= INSPECTED_BYTES - 4) {
    throw new StartError(`The header row of ${file.name} is longer than ${INSPECTED_BYTES / 1024} kB`);
  }
  if (first.includes('\uFFFD')) {
    throw new StartError(
      `The header row of ${file.name} is not UTF-8: save it as UTF-8; it begins with: ${quoted(first)}`,
    );
  }
  const delimiter = delimiterOf(first);
  const parsed = cellsOf(first, delimiter);
  if (!Array.isArray(parsed)) throw new StartError(`The header row of ${file.name} is not closed: ${quoted(first)}`);
  const names = parsed.map((name) => name.trim());
  const has = (...wanted: string[]) => names.some((name) => wanted.includes(plainName(name)));
  refuseVariants(file.name, names);
  if (!has('sku', 'id', 'mpn') || !has('name', 'title')) {
    throw new StartError(
      `${file.name} needs a header row with a column sku (or id, or mpn) and a column name (or title); it begins with: ${quoted(first)}`,
    );
  }
  const columns = names.map(columnOf);
  refuseDuplicates(file.name, names, columns);
  const ignored = names.flatMap((name, at) =>
    columns[at] === null ? [printable(name) || `column ${at + 1}, without a name`] : [],
  );
  return { delimiter, columns, ignored };
}

function columnOf(name: string): Column | null {
  const [, attribute] = ATTRIBUTE.exec(name) ?? [];
  if (attribute === undefined) return COLUMNS.get(plainName(name)) ?? null;
  return {
    field: `attr:${attributeName(attribute)}`,
    put: (fields, text) => {
      // A Map, since an attribute may be called __proto__.
      const attributes = (fields['attributes'] ??= new Map<string, string>()) as Map<string, string>;
      attributes.set(attribute, text);
    },
  };
}

function refuseVariants(file: string, names: readonly string[]): void {
  const found = names.find((name) => OF_VARIANTS.has(plainName(name)));
  if (found === undefined) return;
  throw new StartError(
    `${file} has the column ${quoted(found)}: its rows are parts of one product, which is not read yet; one row for each product is`,
  );
}

function refuseDuplicates(file: string, names: readonly string[], columns: readonly (Column | null)[]): void {
  const seen = new Map<string, string>();
  for (const [at, name] of names.entries()) {
    const field = columns[at]?.field ?? `unknown:${plainName(name)}`;
    const other = name === '' ? undefined : seen.get(field);
    if (other !== undefined) {
      throw new StartError(
        `${file} has two columns for the same: ${quoted(other)} and ${quoted(name)} (column ${at + 1}): keep one of them`,
      );
    }
    seen.set(field, name);
  }
}

/** The separator that occurs most often in the header. */
function delimiterOf(header: string): string {
  const count = (sign: string) => header.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}
