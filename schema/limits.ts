/*
 * How large each field may be: one place for the code that writes it (the catalog's input rules, the import), carries
 * it (the payloads of events) or keeps a copy of it (the tables of orders, the mapping of the search index). A value
 * beyond the limits of a copy would be published and never arrive.
 *
 * Texts are counted in UTF-16 code units, as `String.length` does. PostgreSQL and Elasticsearch count code points,
 * which are never more; a code unit is three bytes of UTF-8 at most.
 */

/** The largest number of PostgreSQL's integer and GraphQL's Int. */
const INT4_MAX = 2_147_483_647;

/** Where payment providers send events, at the router and at orders. They give up after a few seconds, and send again. */
export const PAYMENT_WEBHOOKS = {
  path: '/webhooks/payments/:provider',
  maxBytes: 512 * 1_024,
  deadlineMs: 1_900,
};

export const PRODUCT_LIMITS = {
  /** Ids become keys of documents and parts of keys in Redis: letters, digits and `._:-` only. */
  id: 100,
  externalKey: 200,
  sku: 100,
  slug: 200,
  name: 500,
  brand: 200,
  shortDescription: 2_000,
  description: 100_000,
  tag: 100,
  tags: 100,
  /** Of the product, and of each variant. */
  images: 50,
  imageUrl: 2_000,
  imageAlt: 500,
  variants: 500,
  variantName: 500,
  barcode: 50,
  weightGrams: INT4_MAX,
  /** Minor units. An order of any size stays within 53 bits, or is refused in words. */
  price: 10_000_000_000_000,
  /** Of the product, and of each variant. */
  attributes: 500,
  /** Of the product and all of its variants together: each may be a nested document of the search index. */
  attributesInAll: 5_000,
  attributeText: 2_000,
  ratings: INT4_MAX,
  /** The current slug and former ones, of which the oldest are dropped. */
  slugs: 100,
  /** All that an editor writes of a product, in bytes of JSON. */
  bytes: 2_000_000,
} as const;

export const CATEGORY_LIMITS = {
  id: 100,
  slug: 100,
  name: 200,
  /** Categories from the root down to the deepest one. */
  depth: 20,
  definitions: 500,
  attributeName: 100,
  attributeLabel: 200,
  unit: 50,
  options: 2_000,
  option: PRODUCT_LIMITS.attributeText,
  /** Of all definitions of a category, in bytes of JSON: they are read with each product. */
  bytes: 2_000_000,
} as const;

/**
 * No event is larger, in bytes of JSON. To what an editor writes `product.changed` adds, at most, 900 bytes for each
 * attribute (label, unit, type), 2,100 for each variant (the address of its picture) and 1,000 for each category above.
 */
export const EVENT_BYTES = 8_000_000;

/** Nested documents that one product may need in the search index, with room for one per variant. */
export const NESTED_DOCUMENTS = 10_000;

export const ORDER_LIMITS = {
  lines: 100,
  /** Of one SKU in an order. */
  quantity: 1_000,
  /** Of the lines, in minor units: with shipping and tax it stays within the 53 bits in which a sum is exact. */
  subtotal: 4_000_000_000_000_000,
  name: 200,
  company: 200,
  addressLine: 200,
  city: 100,
  region: 100,
  postalCode: 20,
  shippingMethod: 50,
  promotionCode: 50,
  vatId: 50,
  locale: 35,
  idempotencyKey: 200,
} as const;

export const PAYMENT_LIMITS = {
  /** The provider's token of a card. */
  method: 200,
  returnUrl: 2_000,
} as const;

export const CART_LIMITS = {
  lines: ORDER_LIMITS.lines,
  /** Of one SKU in a cart. */
  quantity: 999,
} as const;

export const SHIPPING_LIMITS = {
  /** Of a shop. */
  methods: 50,
  label: 200,
  position: 1_000,
  /** Of a method. */
  zones: 100,
  /** Of a zone. No list of an input is longer at the router. */
  countries: 100,
  steps: 50,
  grams: INT4_MAX,
} as const;

export const ACCOUNT_LIMITS = {
  email: 254,
  displayName: 100,
  /** A BCP 47 language tag. */
  locale: 35,
} as const;

export const AUDIT_LIMITS = {
  action: 100,
  subject: 300,
  role: 50,
  command: 100,
  address: 100,
  requestId: 100,
  /** Of what was there before, and of what is there after it, in bytes of JSON each. */
  snapshotBytes: 32_768,
  /** Of a field of a snapshot that is too large in all. */
  fieldBytes: 1_024,
} as const;

export const STOCK_LIMITS = {
  /** Units in one receipt. */
  receipt: 10_000_000,
  /** Units of one SKU in stock. */
  onHand: INT4_MAX,
  reference: 200,
  reason: 500,
} as const;
