import { z } from 'zod';

/*
 * What travels in `data`, by event type. Objects are open: a field that a consumer does not know is dropped when it is
 * read, so that a producer may add fields before its consumers are deployed.
 */

const amount = z.int();
const count = z.int().nonnegative();

const moneySchema = z.object({ amount, currency: z.string().length(3) });
/** Minor units (cents, yen) and an ISO 4217 code. */
export type EventMoney = z.output<typeof moneySchema>;

const attributeSchema = z.object({
  name: z.string(),
  label: z.string(),
  type: z.enum(['NUMBER', 'TEXT', 'BOOLEAN', 'ENUM']),
  value: z.string(),
  unit: z.string().nullable(),
  number: z.number().nullable(),
  boolean: z.boolean().nullable(),
  filterable: z.boolean(),
});
export type EventAttribute = z.output<typeof attributeSchema>;

const variantSchema = z.object({
  sku: z.string().min(1),
  name: z.string(),
  price: moneySchema.nullable(),
  barcode: z.string().nullable(),
  weightGrams: count.nullable(),
  taxClass: z.enum(['STANDARD', 'REDUCED', 'ZERO']),
  attributes: z.array(attributeSchema),
  imageUrl: z.string().nullable(),
  purchasable: z.boolean(),
});
export type EventVariant = z.output<typeof variantSchema>;

/** The whole public state of a product: whoever holds the newest one needs no older one. */
export const productChangedSchema = z.object({
  productId: z.string().min(1),
  version: count,
  status: z.enum(['DRAFT', 'PUBLISHED', 'ARCHIVED']),
  slug: z.string(),
  name: z.string(),
  brand: z.string().nullable(),
  shortDescription: z.string().nullable(),
  description: z.string().nullable(),
  tags: z.array(z.string()),
  categoryId: z.string().min(1),
  /** From the root down to the product's own category. */
  categoryPath: z.array(z.object({ id: z.string(), slug: z.string(), name: z.string() })),
  attributes: z.array(attributeSchema),
  images: z.array(z.object({ url: z.string(), alt: z.string().nullable(), isPrimary: z.boolean() })),
  rating: z.object({ average: z.number().nullable(), count }),
  /** Raised by every change of the rating; it grows on its own, beside `version`. */
  ratingVersion: count,
  variants: z.array(variantSchema),
  publishedAt: z.string().nullable(),
  updatedAt: z.string(),
});
export type ProductChanged = z.output<typeof productChangedSchema>;

export const productPriceChangedSchema = z.object({
  productId: z.string().min(1),
  version: count,
  skus: z.array(z.object({ sku: z.string(), from: moneySchema.nullable(), to: moneySchema.nullable() })),
});
export type ProductPriceChanged = z.output<typeof productPriceChangedSchema>;

export const orderPlacedSchema = z.object({
  orderId: z.string().min(1),
  number: z.string(),
  /** null: placed by a guest. */
  userId: z.string().nullable(),
  lines: z.array(z.object({ sku: z.string(), productId: z.string(), quantity: z.int().positive() })),
  total: moneySchema,
  placedAt: z.string(),
});
export type OrderPlaced = z.output<typeof orderPlacedSchema>;

export const stockChangedSchema = z.object({
  sku: z.string().min(1),
  /** null: orders has not heard of the product yet. */
  productId: z.string().nullable(),
  available: z.int(),
  version: count,
});
export type StockChanged = z.output<typeof stockChangedSchema>;

/** Somebody's copy of what others told is lost or new: whoever knows a part of it tells that part again, to all. */
export const projectionLostSchema = z.object({
  /** Whose copy it is: the consumer group that is to be told. */
  group: z.string().min(1),
});
export type ProjectionLost = z.output<typeof projectionLostSchema>;

/** Every event type there is, with the schema of its data. */
export const payloadSchemas = {
  'product.changed': productChangedSchema,
  'product.price_changed': productPriceChangedSchema,
  'order.placed': orderPlacedSchema,
  'stock.changed': stockChangedSchema,
  'projection.lost': projectionLostSchema,
} as const;

export type EventType = keyof typeof payloadSchemas;
export type EventData = { [K in EventType]: z.output<(typeof payloadSchemas)[K]> };
