import { createHash } from 'node:crypto';
import { z } from 'zod';
import { attributesOf, type RawAttribute } from './raw-attributes.ts';
import { labelOf, plainText, remembered } from './values.ts';

/** A category as a line names it; names that give the same slug are the same category. */
export interface CategoryName {
  slug: string;
  name: string;
}

/** What the categories and their attributes are learned from. */
export interface Traits {
  category: CategoryName;
  /** From the root down to the category's parent; empty where the line names none. */
  parents: readonly CategoryName[];
  attributes: readonly RawAttribute[];
}

/** One line of a product file: what the rest of the import works with. */
export interface ProductLine extends Traits {
  sku: string;
  title: string;
  brand: string | null;
  description: string | null;
  /** Minor units; null makes the product a draft. */
  price: { amount: number; currency: string } | null;
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
const code = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => String(value ?? '').trim() || null);
const currencyCode = z.string().regex(/^[A-Z]{3}$/, 'a currency is three capital letters such as EUR');
const webAddress = z.url({ protocol: /^https?$/ });
// Their members are looked at one by one later on; a schema over each of them would cost more than the rest of a line.
const record = z.custom<Record<string, unknown>>(isRecord, 'must be an object');

const lineSchema = z.object({
  id: code,
  sku: code,
  mpn: code,
  title: text,
  name: text,
  brand: text,
  category: text,
  parentCategory: text,
  /** A file of columns has the whole way down to the category in one of them. */
  categoryPath: z.array(z.string()).nullish(),
  description: text,
  priceCents: z.int().nonnegative().nullish(),
  price: z
    .union(
      [
        z.number().nonnegative(),
        z
          .string()
          .regex(/^\d+(\.\d+)?$/)
          .transform(Number),
        z.object({ amount: z.int().nonnegative(), currency: currencyCode }),
      ],
      'a price is a number such as 19.99',
    )
    .nullish(),
  currency: currencyCode.nullish(),
  ean: z.union([z.array(code), code]),
  weightGrams: z.number().nonnegative().nullish(),
  releasedAt: z.iso.datetime({ offset: true }).or(z.iso.date()).nullish(),
  images: z.union([z.array(z.unknown()), record]).nullish(),
  image: text,
  tags: z.array(z.string()).nullish(),
  attributes: record.nullish(),
});

type LineData = z.output<typeof lineSchema>;

/** A line that can be a product. What it holds is taken out of it when it is needed: `traitsOf`, `productOf`. */
export interface CheckedLine {
  sku: string;
  title: string;
  data: LineData;
}

export type LineOutcome = { ok: true; line: CheckedLine } | { ok: false; reason: string };

/** Reads one line of text. What is wrong with it is said in words; nothing throws. */
export function parseLine(line: string | null): LineOutcome {
  if (line === null) return { ok: false, reason: 'the line is too long' };
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return { ok: false, reason: 'not valid JSON' };
  }
  return checkFields(json);
}

/** Checks what a line of JSON, or a row of columns, holds. What is wrong with it is said in words; nothing throws. */
export function checkFields(fields: unknown): LineOutcome {
  const parsed = lineSchema.safeParse(fields);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') ?? '';
    return { ok: false, reason: `${where === '' ? 'the line' : where}: ${issue?.message ?? 'invalid'}` };
  }
  const data = parsed.data;
  const sku = (data.sku ?? data.id ?? data.mpn)?.replace(/\s+/g, '-');
  const title = data.title ?? data.name;
  if (sku === undefined) return { ok: false, reason: 'no sku, id or mpn' };
  if (sku.length > MAX_SKU) return { ok: false, reason: `the sku is longer than ${MAX_SKU} characters` };
  if (title === null) return { ok: false, reason: 'no title' };
  return { ok: true, line: { sku, title, data } };
}

export function traitsOf({ data }: CheckedLine): Traits {
  return { ...categoriesOf(data), attributes: attributesOf(data.attributes ?? {}) };
}

export function productOf(line: CheckedLine, defaultCurrency: string): ProductLine {
  const { sku, title, data } = line;
  return {
    ...traitsOf(line),
    sku,
    title: plainText(title),
    brand: data.brand,
    description: data.description,
    price: priceOf(data, defaultCurrency),
    barcode: Array.isArray(data.ean) ? (data.ean.find((ean) => ean !== null) ?? null) : data.ean,
    weightGrams: data.weightGrams == null ? null : Math.round(data.weightGrams),
    publishedAt: data.releasedAt == null ? null : new Date(data.releasedAt),
    imageUrls: imagesOf(data.images ?? null, data.image),
    tags: [...new Set((data.tags ?? []).map((tag) => tag.trim().toLowerCase()).filter((tag) => tag !== ''))],
  };
}

const MAX_SKU = 100;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function categoriesOf(data: LineData): Omit<Traits, 'attributes'> {
  const path = (data.categoryPath ?? []).map((name) => name.trim()).filter((name) => name !== '');
  const leaf = data.category ?? path.pop() ?? 'uncategorized';
  const above = data.parentCategory === null ? path : [...path, data.parentCategory];
  return { category: categoryName(leaf), parents: above.map(categoryName) };
}

/** A price of 0 counts as none: in product files it stands for "unknown". */
function priceOf(data: LineData, defaultCurrency: string): ProductLine['price'] {
  const currency = data.currency ?? defaultCurrency;
  let price: NonNullable<ProductLine['price']> | null = null;
  if (data.priceCents != null) price = { amount: data.priceCents, currency };
  else if (typeof data.price === 'number') price = { amount: toMinor(data.price, currency), currency };
  else if (data.price != null) price = data.price;
  return price !== null && price.amount > 0 ? price : null;
}

/** 19.99 EUR → 1999, 1999 JPY → 1999. */
function toMinor(major: number, currency: string): number {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
  return Math.round(major * 10 ** (digits ?? 2));
}

const SIZES = ['high', 'large', 'medium', 'low', 'thumb'];
const MAX_IMAGES = 20;

/** Those with a usable address. Several sizes, by name, are one picture: the largest that can be used. */
function imagesOf(images: Record<string, unknown> | unknown[] | null, image: string | null): string[] {
  const usable = (found: unknown): found is string => typeof found === 'string' && webAddress.safeParse(found).success;
  if (Array.isArray(images)) return [...new Set([image, ...images].filter(usable))].slice(0, MAX_IMAGES);
  const found = [image, ...SIZES.map((size) => images?.[size])].find(usable);
  return found === undefined ? [] : [found];
}

const MAX_SLUG = 80;

const categoryName = remembered((name): CategoryName => {
  const latin = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const slug = latin
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_SLUG)
    .replace(/^-+|-+$/g, '');
  // A name without a Latin letter or digit still needs an address of its own.
  const address = slug || `category-${createHash('sha256').update(name).digest('hex').slice(0, 10)}`;
  return { slug: address, name: /^[a-z0-9_-]+$/.test(name) ? labelOf(name) : name.slice(0, 200) };
});
