import { createHash } from 'node:crypto';
import { productId, type CategoryId, type ProductId, type Sku } from '@quartet/service-kit';
import { z } from 'zod';
import { SLUG } from '../categories/category.ts';

const nullableText = (max: number) =>
  z
    .string()
    .max(max)
    .nullish()
    .transform((text) => text?.trim() || null);

const money = z.object({
  amount: z.int().min(0),
  currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as EUR'),
});

const images = z
  .array(z.object({ url: z.url().max(2_000), alt: nullableText(500), isPrimary: z.boolean().default(false) }))
  .max(50)
  .default([])
  .transform((all) => {
    // Exactly one stands for the product: the first that says so, else the first.
    const primary = Math.max(
      0,
      all.findIndex((image) => image.isPrimary),
    );
    return all.map((image, index) => ({ ...image, isPrimary: index === primary }));
  });

const MAX_ATTRIBUTES = 500;
const MAX_ATTRIBUTE_TEXT = 2_000;

const listedAttributes = z
  .array(
    z.object({
      name: z.string().min(1),
      value: z.union([z.number(), z.boolean(), z.string().trim().min(1).max(MAX_ATTRIBUTE_TEXT)]),
      /** Optional: where given, it must be the definition's. */
      unit: z.string().nullish(),
    }),
  )
  .max(MAX_ATTRIBUTES)
  .default([]);

/**
 * A product has dozens of attributes, nearly always in order: seeing that is many times cheaper than a schema over each.
 * All others go through the schema, which trims them or says what is wrong.
 */
const attributes = z
  .custom<z.input<typeof listedAttributes>>()
  .optional()
  .transform((given, context): z.output<typeof listedAttributes> => {
    if (given !== undefined && areInOrder(given)) return given;
    const parsed = listedAttributes.safeParse(given);
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
    return z.NEVER;
  });

/** True only where the schema would let them through just as they are. */
function areInOrder(given: unknown): given is z.output<typeof listedAttributes> {
  if (!Array.isArray(given) || given.length > MAX_ATTRIBUTES) return false;
  for (const attribute of given as unknown[]) {
    if (typeof attribute !== 'object' || attribute === null) return false;
    const { name, value, unit } = attribute as Record<string, unknown>;
    if (typeof name !== 'string' || name === '') return false;
    if (unit !== undefined && unit !== null && typeof unit !== 'string') return false;
    if (typeof value === 'string') {
      if (value === '' || value.length > MAX_ATTRIBUTE_TEXT || value.trim() !== value) return false;
    } else if (typeof value !== 'boolean' && !Number.isFinite(value)) return false;
  }
  return true;
}

const variant = z.object({
  sku: z.custom<Sku>((sku) => typeof sku === 'string' && /^\S{1,100}$/.test(sku), 'up to 100 signs without blanks'),
  name: z.string().trim().min(1).max(500),
  price: money.nullable(),
  attributes,
  images,
  barcode: nullableText(50),
  weightGrams: z.int().min(0).nullable().default(null),
  taxClass: z.enum(['STANDARD', 'REDUCED', 'ZERO']).default('STANDARD'),
});

export const productInput = z
  .object({
    id: z.custom<ProductId>((id) => typeof id === 'string' && id.length > 0).optional(),
    /** A key of the source system, such as icecat:3920564: the same key is always the same product. */
    externalKey: z.string().min(1).max(200).optional(),
    /** Left out: made of the name when the product is created, and kept. */
    slug: z.string().max(200).regex(SLUG, 'small letters, digits and single hyphens').optional(),
    name: z.string().trim().min(1).max(500),
    brand: nullableText(200),
    shortDescription: nullableText(2_000),
    description: nullableText(100_000),
    status: z.enum(['DRAFT', 'PUBLISHED', 'ARCHIVED']),
    categoryId: z.custom<CategoryId>((id) => typeof id === 'string' && id.length > 0),
    images,
    attributes,
    tags: z
      .array(z.string().trim().min(1).max(100))
      .max(100)
      .default([])
      .transform((tags) => [...new Set(tags)]),
    variants: z.array(variant).min(1).max(500),
    /** When it was first published, where that was before today. */
    publishedAt: z.date().optional(),
    /** Change it only if it still has this version; left out: whatever it has. */
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
  });

export type ProductInput = z.input<typeof productInput>;
export type ValidProductInput = z.output<typeof productInput>;

/** The id of the product that a source system calls so: the same key always gives the same id (a UUID of version 8). */
export function productIdOf(externalKey: string): ProductId {
  const hex = createHash('sha256').update(`product:${externalKey}`).digest('hex');
  const variantDigit = '89ab'[parseInt(hex.charAt(16), 16) % 4] ?? '8';
  return productId(
    [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `8${hex.slice(13, 16)}`,
      `${variantDigit}${hex.slice(17, 20)}`,
      hex.slice(20, 32),
    ].join('-'),
  );
}
