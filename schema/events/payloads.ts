import {
  ACCOUNT_LIMITS,
  AUDIT_LIMITS,
  CART_LIMITS,
  CATEGORY_LIMITS,
  ORDER_LIMITS,
  PRODUCT_LIMITS,
  STOCK_LIMITS,
} from '../limits.ts';
import { z } from 'zod';

/*
 * What travels in `data`, by event type. Objects are open: a field that a consumer does not know is dropped when it is
 * read, so that a producer may add fields before its consumers are deployed. The limits are those that producers keep
 * to and that every copy has room for.
 */

const amount = z.int();
const count = z.int().nonnegative();
const int4 = count.max(2_147_483_647);
const id = z.string().min(1).max(PRODUCT_LIMITS.id);
const upTo = (max: number) => z.string().max(max);
const sku = z.string().min(1).max(PRODUCT_LIMITS.sku);

const moneySchema = z.object({ amount, currency: z.string().length(3) });
/** Minor units (cents, yen) and an ISO 4217 code. */
export type EventMoney = z.output<typeof moneySchema>;

const attributeSchema = z.object({
  name: upTo(CATEGORY_LIMITS.attributeName),
  label: upTo(CATEGORY_LIMITS.attributeLabel),
  type: z.enum(['NUMBER', 'TEXT', 'BOOLEAN', 'ENUM']),
  value: upTo(PRODUCT_LIMITS.attributeText),
  unit: upTo(CATEGORY_LIMITS.unit).nullable(),
  number: z.number().nullable(),
  boolean: z.boolean().nullable(),
  filterable: z.boolean(),
});
export type EventAttribute = z.output<typeof attributeSchema>;

const variantSchema = z.object({
  sku,
  name: upTo(PRODUCT_LIMITS.variantName),
  price: moneySchema.nullable(),
  barcode: upTo(PRODUCT_LIMITS.barcode).nullable(),
  weightGrams: count.max(PRODUCT_LIMITS.weightGrams).nullable(),
  taxClass: z.enum(['STANDARD', 'REDUCED', 'ZERO']),
  /** Absent in events of before it existed: true. */
  requiresShipping: z.boolean().optional(),
  attributes: z.array(attributeSchema).max(PRODUCT_LIMITS.attributes),
  imageUrl: upTo(PRODUCT_LIMITS.imageUrl).nullable(),
  purchasable: z.boolean(),
});
export type EventVariant = z.output<typeof variantSchema>;

/** The whole public state of a product: a copy of the newest event needs no older one. */
export const productChangedSchema = z.object({
  productId: id,
  version: int4,
  status: z.enum(['DRAFT', 'PUBLISHED', 'ARCHIVED']),
  slug: upTo(PRODUCT_LIMITS.slug),
  name: upTo(PRODUCT_LIMITS.name),
  brand: upTo(PRODUCT_LIMITS.brand).nullable(),
  shortDescription: upTo(PRODUCT_LIMITS.shortDescription).nullable(),
  description: upTo(PRODUCT_LIMITS.description).nullable(),
  tags: z.array(upTo(PRODUCT_LIMITS.tag)).max(PRODUCT_LIMITS.tags),
  categoryId: id,
  /** From the root down to the product's own category. */
  categoryPath: z
    .array(z.object({ id, slug: upTo(CATEGORY_LIMITS.slug), name: upTo(CATEGORY_LIMITS.name) }))
    .max(CATEGORY_LIMITS.depth),
  attributes: z.array(attributeSchema).max(PRODUCT_LIMITS.attributes),
  images: z
    .array(
      z.object({
        url: upTo(PRODUCT_LIMITS.imageUrl),
        alt: upTo(PRODUCT_LIMITS.imageAlt).nullable(),
        isPrimary: z.boolean(),
      }),
    )
    .max(PRODUCT_LIMITS.images),
  rating: z.object({ average: z.number().nullable(), count: count.max(PRODUCT_LIMITS.ratings) }),
  /** Raised by every change of the rating; it grows on its own, beside `version`. */
  ratingVersion: count,
  variants: z.array(variantSchema).max(PRODUCT_LIMITS.variants),
  publishedAt: z.string().nullable(),
  updatedAt: z.string(),
});
export type ProductChanged = z.output<typeof productChangedSchema>;

export const productPriceChangedSchema = z.object({
  productId: id,
  version: count,
  skus: z.array(z.object({ sku, from: moneySchema.nullable(), to: moneySchema.nullable() })),
});
export type ProductPriceChanged = z.output<typeof productPriceChangedSchema>;

export const orderPlacedSchema = z.object({
  orderId: z.string().min(1),
  number: z.string(),
  /** null: placed by a guest. */
  userId: z.string().nullable(),
  lines: z
    .array(z.object({ sku, productId: id, quantity: z.int().positive().max(ORDER_LIMITS.quantity) }))
    .max(ORDER_LIMITS.lines),
  total: moneySchema,
  placedAt: z.string(),
});
export type OrderPlaced = z.output<typeof orderPlacedSchema>;

export const orderConfirmedSchema = z.object({
  orderId: z.string().min(1),
  number: z.string(),
  /** null: placed by a guest. */
  userId: z.string().nullable(),
  total: moneySchema,
});

export const orderCancelledSchema = orderConfirmedSchema.extend({
  /** Such as payment_declined, approval_expired, superseded, capture_failed. */
  reason: z.string(),
});

export const paymentCapturedSchema = z.object({
  orderId: z.string().min(1),
  paymentId: z.string().min(1),
  amount: moneySchema,
});

export const paymentRefundedSchema = z.object({
  orderId: z.string().min(1),
  paymentId: z.string().min(1),
  refundId: z.string().min(1),
  amount: moneySchema,
});

export const paymentFailedSchema = z.object({
  orderId: z.string().min(1),
  paymentId: z.string().min(1),
  reason: z.string(),
});

export const stockChangedSchema = z.object({
  sku,
  /** null: orders has not heard of the product yet. */
  productId: id.nullable(),
  available: z.int().max(STOCK_LIMITS.onHand),
  version: count,
});
export type StockChanged = z.output<typeof stockChangedSchema>;

/** The whole account as other subgraphs may know it: a copy of the newest event needs no older one. */
export const accountSchema = z.object({
  userId: z.uuid(),
  version: int4,
  status: z.enum(['ACTIVE', 'SUSPENDED', 'DELETED']),
  /** null: a deleted account keeps only its id. */
  email: upTo(ACCOUNT_LIMITS.email).nullable(),
  emailVerified: z.boolean(),
  displayName: upTo(ACCOUNT_LIMITS.displayName).nullable(),
  locale: upTo(ACCOUNT_LIMITS.locale).nullable(),
  /** To messages that nothing of theirs asks for. Absent: none was given. */
  marketingConsent: z.boolean().optional(),
});
export type EventAccount = z.output<typeof accountSchema>;

/** A subgraph misses a session in Redis that an access token names: users stores it there as it is in its database. */
export const sessionMissingSchema = z.object({ sessionId: upTo(100) });

const snapshotSchema = z.record(z.string(), z.unknown()).nullable();

/** What a person of the shop, or an operator, has changed. */
export const auditRecordedSchema = z.object({
  entryId: z.uuid(),
  at: z.iso.datetime(),
  actor: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('user'), userId: z.uuid(), role: upTo(AUDIT_LIMITS.role) }),
    z.object({ kind: z.literal('operator'), command: upTo(AUDIT_LIMITS.command) }),
  ]),
  /** Such as tax_rate.saved. */
  action: z.string().min(1).max(AUDIT_LIMITS.action),
  /** What was changed, such as tax_rate:DE/BY/STANDARD. */
  subject: z.string().min(1).max(AUDIT_LIMITS.subject),
  /** null: it did not exist. */
  before: snapshotSchema,
  /** null: it does not exist any more. */
  after: snapshotSchema,
  /** From where the router was asked. */
  address: upTo(AUDIT_LIMITS.address).nullable(),
  requestId: upTo(AUDIT_LIMITS.requestId).nullable(),
});
export type AuditRecorded = z.output<typeof auditRecordedSchema>;
/** Once each time that what is available of a SKU falls to its threshold, and not again before it has been above. */
export const stockLowSchema = stockChangedSchema.extend({ threshold: count.max(STOCK_LIMITS.onHand) });
export type StockLow = z.output<typeof stockLowSchema>;

/** Of no person and no cart: how many pieces came into some cart, or were taken out of it. */
export const cartLineSchema = z.object({
  sku,
  quantity: z.int().positive().max(CART_LIMITS.quantity),
  currency: z.string().length(3),
  at: z.iso.datetime(),
});

/** Once for each version of a cart that its owner has left, and only of one who may be reminded. */
export const cartAbandonedSchema = z.object({
  userId: z.uuid(),
  cartVersion: int4,
  currency: z.string().length(3),
  /** A cart that took in a guest's may have more than it could be filled with. */
  lines: z.array(z.object({ sku, quantity: z.int().positive().max(CART_LIMITS.quantity) })).max(2 * CART_LIMITS.lines),
  lastUsedAt: z.iso.datetime(),
});

/**
 * A consumer lost its projection, or has a new one: every producer of a part of it republishes that part to the group.
 */
export const projectionLostSchema = z.object({
  /** The consumer group that needs the events again. */
  group: z.string().min(1),
});
export type ProjectionLost = z.output<typeof projectionLostSchema>;

/** Every event type there is, with the schema of its data. */
export const payloadSchemas = {
  'product.changed': productChangedSchema,
  'product.price_changed': productPriceChangedSchema,
  'order.placed': orderPlacedSchema,
  'order.confirmed': orderConfirmedSchema,
  'order.cancelled': orderCancelledSchema,
  'payment.captured': paymentCapturedSchema,
  'payment.refunded': paymentRefundedSchema,
  'payment.failed': paymentFailedSchema,
  'stock.changed': stockChangedSchema,
  /** The address was verified: before that nobody hears of an account. */
  'user.registered': accountSchema,
  'user.updated': accountSchema,
  'user.suspended': accountSchema,
  'user.deleted': accountSchema,
  'audit.recorded': auditRecordedSchema,
  'session.missing': sessionMissingSchema,
  'stock.low': stockLowSchema,
  'cart.line_added': cartLineSchema,
  'cart.removed': cartLineSchema,
  'cart.abandoned': cartAbandonedSchema,
  'projection.lost': projectionLostSchema,
} as const;

export type EventType = keyof typeof payloadSchemas;
/** All of them have the same data. */
export type AccountEventType = Extract<EventType, `user.${string}`>;
export type EventData = { [K in EventType]: z.output<(typeof payloadSchemas)[K]> };
