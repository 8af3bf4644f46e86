import { PRODUCT_LIMITS } from '@quartet/schema/limits';
import { cleanText, cutText, forbiddenIn } from '@quartet/service-kit';
import { z } from 'zod';
import { categoryOf, type CategoryPath } from './category-path.ts';
import { isRecord, parseExactly } from './exact-json.ts';
import { barcodeOf, imagesOf, isCutBySpreadsheet, tagsOf, weightOf } from './extras.ts';
import { priceOf, type Price } from './prices.ts';
import { attributesOf, type RawAttribute } from './raw-attributes.ts';
import { quoted, type AddRemark } from './remarks.ts';
import { repeatedName } from './repeated-name.ts';
import { plainText } from './values.ts';

/** What the first pass learns from. */
export interface Traits {
  category: CategoryPath;
  attributes: readonly RawAttribute[];
}

/** One line of a product file, as the rest of the import uses it. */
export interface ProductLine extends Traits {
  sku: string;
  title: string;
  brand: string | null;
  description: string | null;
  /** Without a price the product becomes a draft. */
  price: Price | null;
  barcode: string | null;
  weightGrams: number | null;
  publishedAt: Date | null;
  imageUrls: readonly string[];
  tags: string[];
}

const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || null);
const code = z.union([z.string(), z.number()], 'must be text or a number').nullish();
const amount = z.union([z.string(), z.number()], 'must be a number such as 19.99');
// Their members are checked one by one later; a schema for each would cost more than the rest of a line.
const record = z.custom<Record<string, unknown>>(isRecord, 'must be an object');
const names = z.custom<Record<string, unknown> | ReadonlyMap<string, unknown>>(
  (value) => value instanceof Map || isRecord(value),
  'must be an object',
);

const lineSchema = z.object({
  id: code,
  sku: code,
  mpn: code,
  title: text,
  name: text,
  brand: text,
  category: text,
  parentCategory: text,
  description: text,
  priceCents: amount.nullish(),
  price: z.union([amount, z.object({ amount, currency: z.string() })], 'must be a number such as 19.99').nullish(),
  currency: z
    .string()
    .nullish()
    .transform((value) => value?.trim() || null),
  ean: z.union([z.array(code), code]),
  weightGrams: amount.nullish(),
  releasedAt: z.iso
    .datetime({ offset: true })
    .or(z.iso.date())
    .nullish()
    .transform((value) => (value == null ? null : new Date(value))),
  images: z.union([z.array(z.unknown()), record], 'must be an object of sizes, or a list').nullish(),
  image: text,
  tags: z.array(z.unknown(), 'must be a list').nullish(),
  attributes: names.nullish(),
});

type LineData = z.output<typeof lineSchema>;

/** A product is valid without these: an unreadable one is left out. */
const OPTIONAL = new Set([
  'brand',
  'description',
  'ean',
  'weightGrams',
  'releasedAt',
  'images',
  'image',
  'tags',
  'attributes',
]);
const KNOWN = new Set(Object.keys(lineSchema.shape));

/** A line that can be a product. `traitsOf` and `productOf` extract its content when it is needed. */
export interface CheckedLine {
  sku: string;
  category: CategoryPath;
  price: Price | null;
  data: LineData;
  /** Unknown fields. */
  unknown: readonly string[];
  /** Optional fields that could not be read, and why. */
  unreadable: readonly string[];
}

export type LineOutcome = { ok: true; line: CheckedLine } | { ok: false; reason: string };

const refused = (reason: string): { ok: false; reason: string } => ({ ok: false, reason });

/** Reads one line of text. Never throws: the outcome has the reason in words. */
export function parseLine(line: string, defaultCurrency: string): LineOutcome {
  let json: unknown;
  let repeated: string | undefined;
  try {
    json = parseExactly(line);
    repeated = repeatedName(line, json);
  } catch (error) {
    if (error instanceof SyntaxError) return refused('not valid JSON');
    // For example a line of a million brackets.
    if (error instanceof RangeError) return refused('nested too deeply');
    throw error;
  }
  if (repeated !== undefined) return refused(`the field ${quoted(repeated)} stands twice`);
  return checkFields(json, defaultCurrency);
}

/** Checks the fields of a line of JSON or a row of columns. Never throws: the outcome has the reason in words. */
export function checkFields(fields: unknown, defaultCurrency: string): LineOutcome {
  if (!isRecord(fields)) return refused('the line: must be an object');
  const read = readFields(fields);
  if (!read.ok) return read;
  const { data, unreadable } = read;
  const sku = skuOf(data);
  if (!sku.ok) return sku;
  if (!isReadable(data.title ?? data.name ?? '')) return refused('no title');
  const category = categoryOf(data.category, data.parentCategory);
  if (!category.ok) return category;
  const price = priceOf(data, defaultCurrency);
  if (!price.ok) return price;
  const unknown = Object.keys(fields).filter((field) => !KNOWN.has(field));
  const line = { sku: sku.sku, category: category.category, price: price.price, data, unknown, unreadable };
  return { ok: true, line };
}

/** Whether any visible text is left. */
const isReadable = (written: string): boolean => /[!-~]/.test(written) || plainText(written).text !== '';

function readFields(
  fields: Record<string, unknown>,
): { ok: true; data: LineData; unreadable: string[] } | { ok: false; reason: string } {
  const parsed = lineSchema.safeParse(fields);
  if (parsed.success) return { ok: true, data: parsed.data, unreadable: [] };
  const readable = new Map(Object.entries(fields));
  const unreadable: string[] = [];
  for (const { path, message } of parsed.error.issues) {
    const field = String(path[0]);
    if (!OPTIONAL.has(field)) return refused(`${path.join('.')}: ${message}: ${quoted(fields[field])}`);
    if (readable.delete(field)) unreadable.push(`${field} is left out: ${quoted(fields[field])}: ${message}`);
  }
  const again = lineSchema.safeParse(Object.fromEntries(readable));
  return again.success
    ? { ok: true, data: again.data, unreadable }
    : refused(again.error.issues[0]?.message ?? 'invalid');
}

/**
 * The SKU exactly as it is in the file: it identifies the product, so it must not be folded, stripped or rounded to
 * another one.
 */
function skuOf(data: LineData): { ok: true; sku: string } | { ok: false; reason: string } {
  for (const field of ['sku', 'id', 'mpn'] as const) {
    const written = String(data[field] ?? '');
    if (written.trim() === '') continue;
    const problem = skuProblem(written);
    return problem === null
      ? { ok: true, sku: written.normalize('NFC') }
      : refused(`${field}: ${quoted(written)} ${problem}`);
  }
  return refused('no sku, id or mpn');
}

function skuProblem(written: string): string | null {
  if (/[\s\u2800]/.test(written)) return 'has a blank: a SKU is kept exactly as it is, and has none';
  if (isCutBySpreadsheet(written)) return 'is what a spreadsheet left of a long number: format its column as text';
  const forbidden = written.includes('\uFFFD') ? 'U+FFFD' : forbiddenIn(written);
  if (forbidden !== undefined)
    return `has the character ${forbidden}: a SKU is kept exactly as it is, and must be readable`;
  return written.normalize('NFC').length > PRODUCT_LIMITS.sku
    ? `is longer than ${PRODUCT_LIMITS.sku} characters`
    : null;
}

/** The first pass adds no remarks: the same line is read again when it is written. */
export function traitsOf({ category, data }: CheckedLine, addRemark: AddRemark = () => undefined): Traits {
  return { category, attributes: data.attributes == null ? [] : attributesOf(data.attributes, addRemark) };
}

/** The product of a line; everything that is left out or changed becomes a remark. */
export function productOf(line: CheckedLine, addRemark: AddRemark): ProductLine {
  const { sku, data, price, unknown, unreadable } = line;
  for (const field of unknown)
    addRemark(`nothing is known of the field ${quoted(field)}`, `${quoted(field)} is left out`);
  for (const field of ['category', 'parentCategory'] as const)
    remarkRemoved(field, cleanText(data[field] ?? '').removed, addRemark);
  if (data.title !== null && data.name !== null && data.title !== data.name) {
    addRemark('a name beside the title is left out', `name is left out: ${quoted(data.name)}: the title counts`);
  }
  for (const problem of unreadable) addRemark('a field that cannot be read is left out', problem);
  return {
    ...traitsOf(line, addRemark),
    sku,
    title: kept('the title', data.title ?? data.name ?? '', PRODUCT_LIMITS.name, addRemark) ?? sku,
    brand: kept('the brand', data.brand, PRODUCT_LIMITS.brand, addRemark),
    description: kept('the description', data.description, PRODUCT_LIMITS.description, addRemark, { lines: true }),
    price,
    barcode: barcodeOf(data.ean, addRemark),
    weightGrams: weightOf(data.weightGrams, addRemark),
    publishedAt: publishedAt(data.releasedAt, addRemark),
    imageUrls: imagesOf(data.images ?? null, data.image, addRemark),
    tags: tagsOf(data.tags ?? [], addRemark),
  };
}

/** Without some of its characters a name may equal another one. */
function remarkRemoved(field: string, removed: readonly string[], addRemark: AddRemark): void {
  if (removed.length > 0)
    addRemark('characters that cannot be shown are left out', `${field}: without ${removed.join(', ')}`);
}

/** Text as the catalog stores it; null if nothing is left of it. */
function kept(
  field: string,
  written: string | null,
  max: number,
  addRemark: AddRemark,
  { lines = false }: { lines?: boolean } = {},
): string | null {
  if (written === null) return null;
  const { text: whole, removed } = lines ? cleanText(written.replaceAll('\\n', '\n'), { lines }) : plainText(written);
  remarkRemoved(field, removed, addRemark);
  if (whole.includes('\uFFFD')) addRemark('U+FFFD stands for text that was lost', `${field}: ${quoted(whole)}`);
  if (whole.length > max) addRemark('text is cut', `${field} has ${whole.length} characters and is cut to ${max}`);
  return cutText(whole, max).trim() || null;
}

function publishedAt(released: Date | null, addRemark: AddRemark): Date | null {
  if (released === null || (released.getUTCFullYear() > 0 && released.getTime() <= Date.now())) return released;
  addRemark('a date is left out', `releasedAt is left out: ${released.toISOString()} is no day up to today`);
  return null;
}
