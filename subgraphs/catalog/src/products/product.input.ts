import {
  cleanText,
  currencyCode,
  forbiddenIn,
  lineText,
  linesText,
  productId,
  sku,
  type ProductId,
} from '@quartet/service-kit';
import { CATEGORY_LIMITS, PRODUCT_LIMITS } from '@quartet/schema/limits';
import { z } from 'zod';
import { categoryIdInput, idInput, jsonBytes, SLUG } from '../categories/category.ts';
import { derivedId } from '../storage/derived-id.ts';

const nullable = (text: ReturnType<typeof lineText>) => text.nullish().transform((value) => value || null);
const nullableLine = (max: number) => nullable(lineText({ min: 0, max }));
const nullableLines = (max: number) => nullable(linesText({ min: 0, max }));

/** No blanks, nor characters that look like one (U+2800): a SKU is read out, typed and printed on shelves. */
const skuInput = lineText({ max: PRODUCT_LIMITS.sku })
  .refine((code) => !/[\s\u2800]/.test(code), 'a SKU has no blanks')
  .transform((code) => sku(code));

/** Stored exactly as given: cleaning could make two keys equal. */
const externalKeyInput = z
  .string()
  .min(1)
  .max(PRODUCT_LIMITS.externalKey)
  .refine((key) => forbiddenIn(key) === undefined, 'has a character that cannot be shown');

const money = z.object({
  amount: z.int().min(0).max(PRODUCT_LIMITS.price),
  currency: currencyCode,
});

/** In the form in which browsers send it, so that every reader interprets it in the same way. */
const imageUrl = z
  .url({ protocol: /^https?$/, error: 'an address that begins with https:// or http://' })
  .max(PRODUCT_LIMITS.imageUrl)
  .transform((address) => new URL(address).href)
  .pipe(z.string().max(PRODUCT_LIMITS.imageUrl));

const images = z
  .array(
    z.object({
      url: imageUrl,
      alt: nullableLine(PRODUCT_LIMITS.imageAlt),
      isPrimary: z.boolean().default(false),
    }),
  )
  .max(PRODUCT_LIMITS.images)
  .default([])
  .transform((all) => {
    // Exactly one is primary: the first that is marked so, else the first.
    const primary = Math.max(
      0,
      all.findIndex((image) => image.isPrimary),
    );
    return all.map((image, index) => ({ ...image, isPrimary: index === primary }));
  });

const attributeText = lineText({ max: PRODUCT_LIMITS.attributeText });

const attributeValue = z
  .union([z.number(), z.boolean(), z.string()], 'a number, true, false or text')
  .transform((value, context): number | boolean | string => {
    if (typeof value !== 'string') return value;
    const text = attributeText.safeParse(value);
    if (text.success) return text.data;
    for (const { message } of text.error.issues) context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

const listedAttributes = z
  .array(
    z.object({
      name: lineText({ max: CATEGORY_LIMITS.attributeName }),
      value: attributeValue,
      /** Optional: where given, it must be the definition's. */
      unit: lineText({ min: 0, max: CATEGORY_LIMITS.unit }).nullish(),
    }),
  )
  .max(PRODUCT_LIMITS.attributes)
  .default([]);

/**
 * A product has dozens of attributes, which are nearly always clean: checking that is many times cheaper than a schema for
 * each. All others go through the schema, which cleans them or reports what is wrong.
 */
const attributes = z
  .custom<z.input<typeof listedAttributes>>()
  .optional()
  .transform((given, context): z.output<typeof listedAttributes> => {
    if (given !== undefined && areClean(given)) return given;
    const parsed = listedAttributes.safeParse(given);
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
    return z.NEVER;
  });

/** True only if the schema would accept them unchanged. */
function areClean(given: unknown): given is z.output<typeof listedAttributes> {
  if (!Array.isArray(given) || given.length > PRODUCT_LIMITS.attributes) return false;
  for (const attribute of given as unknown[]) {
    if (typeof attribute !== 'object' || attribute === null) return false;
    const { name, value, unit } = attribute as Record<string, unknown>;
    if (typeof name !== 'string' || !isClean(name, CATEGORY_LIMITS.attributeName)) return false;
    if (unit !== undefined && unit !== null && !(typeof unit === 'string' && isClean(unit, CATEGORY_LIMITS.unit))) {
      return false;
    }
    if (typeof value === 'string') {
      if (!isClean(value, PRODUCT_LIMITS.attributeText)) return false;
    } else if (typeof value !== 'boolean' && !Number.isFinite(value)) return false;
  }
  return true;
}

function isClean(text: string, max: number): boolean {
  return text !== '' && text.length <= max && cleanText(text).text === text;
}

const variant = z
  .object({
    sku: skuInput,
    name: lineText({ max: PRODUCT_LIMITS.variantName }),
    price: money.nullable(),
    attributes,
    images,
    barcode: nullableLine(PRODUCT_LIMITS.barcode),
    weightGrams: z.int().min(0).max(PRODUCT_LIMITS.weightGrams).nullable().default(null),
    taxClass: z.enum(['STANDARD', 'REDUCED', 'ZERO']).default('STANDARD'),
    requiresShipping: z.boolean().default(true),
  })
  .transform(({ requiresShipping, ...rest }) => (requiresShipping ? rest : { ...rest, requiresShipping }));

/** The days that every engine can store: years of four digits. */
const FIRST_DAY = new Date('0001-01-01T00:00:00.000Z');
const LAST_DAY = new Date('9999-12-31T23:59:59.999Z');

export const productInput = z
  .object({
    id: idInput<ProductId>(PRODUCT_LIMITS.id).optional(),
    /** A key of the source system, such as icecat:3920564: the same key is always the same product. */
    externalKey: externalKeyInput.optional(),
    /** Without it, derived from the name when the product is created, and then kept. */
    slug: z.string().max(PRODUCT_LIMITS.slug).regex(SLUG, 'small letters, digits and single hyphens').optional(),
    name: lineText({ max: PRODUCT_LIMITS.name }),
    brand: nullableLine(PRODUCT_LIMITS.brand),
    shortDescription: nullableLines(PRODUCT_LIMITS.shortDescription),
    description: nullableLines(PRODUCT_LIMITS.description),
    status: z.enum(['DRAFT', 'PUBLISHED', 'ARCHIVED']),
    categoryId: categoryIdInput,
    images,
    attributes,
    tags: z
      .array(lineText({ max: PRODUCT_LIMITS.tag }))
      .max(PRODUCT_LIMITS.tags)
      .default([])
      .transform((tags) => [...new Set(tags)]),
    variants: z.array(variant).min(1).max(PRODUCT_LIMITS.variants),
    /** When it was first published, if that was before today. */
    publishedAt: z.date().min(FIRST_DAY).max(LAST_DAY).optional(),
    /** Change it only if it still has this version; without it, whatever the version. */
    expectedVersion: z.int().min(1).optional(),
  })
  .superRefine((product, context) => {
    const skus = product.variants.map((it) => it.sku);
    if (new Set(skus).size !== skus.length) {
      context.addIssue({ code: 'custom', path: ['variants'], message: 'a SKU stands twice' });
    }
    const currencies = new Set(product.variants.flatMap((it) => (it.price ? [it.price.currency] : [])));
    if (currencies.size > 1) {
      context.addIssue({ code: 'custom', path: ['variants'], message: 'all prices of a product have one currency' });
    }
    if (product.status === 'PUBLISHED' && product.variants.some((it) => it.price === null)) {
      context.addIssue({ code: 'custom', path: ['variants'], message: 'only a draft may lack a price' });
    }
    const attributes = product.variants.reduce((sum, it) => sum + it.attributes.length, product.attributes.length);
    if (attributes > PRODUCT_LIMITS.attributesInAll) {
      const message = `${attributes} attributes of the product and its variants, and ${PRODUCT_LIMITS.attributesInAll} is the limit`;
      context.addIssue({ code: 'custom', path: ['variants'], message });
    }
    const bytes = jsonBytes(product);
    if (bytes > PRODUCT_LIMITS.bytes) {
      const message = `the product takes ${bytes} bytes, and ${PRODUCT_LIMITS.bytes} is the limit: shorten its texts, or make several products of its variants`;
      context.addIssue({ code: 'custom', path: [], message });
    }
  });

export type ProductInput = z.input<typeof productInput>;
export type ValidProductInput = z.output<typeof productInput>;

/** The id of a product with a key of a source system: the same key always gives the same id. */
export function productIdOf(externalKey: string): ProductId {
  return productId(derivedId('product', externalKey.normalize('NFC')));
}
