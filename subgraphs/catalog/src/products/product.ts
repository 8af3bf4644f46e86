import type { CategoryId, ProductId, Sku } from '@quartet/service-kit';

export type ProductStatus = 'DRAFT' | 'PUBLISHED' | 'ARCHIVED';
export type TaxClass = 'STANDARD' | 'REDUCED' | 'ZERO';

/** Minor units: 1999 USD is 19.99 dollars. */
export interface Money {
  amount: number;
  currency: string;
}

export interface Image {
  url: string;
  alt: string | null;
  isPrimary: boolean;
}

/** A value as its definition types it: NUMBER → number, BOOLEAN → boolean, ENUM and TEXT → string. */
export interface AttributeValue {
  name: string;
  value: number | boolean | string;
}

export interface Variant {
  sku: Sku;
  name: string;
  /** Null: it has no price, which only a draft may lack. */
  price: Money | null;
  attributes: AttributeValue[];
  images: Image[];
  barcode: string | null;
  weightGrams: number | null;
  taxClass: TaxClass;
  /** Kept only where it is false: all other variants are shipped. */
  requiresShipping?: false;
}

export interface Rating {
  /** 0 without ratings. */
  average: number;
  count: number;
  /** How many gave 1, 2, 3, 4, 5. */
  distribution: number[];
}

export interface PriceChange {
  /** The version of the product with this change. */
  version: number;
  skus: { sku: Sku; from: Money | null; to: Money | null }[];
}

/** The part that an editor writes. */
export interface ProductContent {
  name: string;
  brand: string | null;
  shortDescription: string | null;
  description: string | null;
  status: ProductStatus;
  categoryId: CategoryId;
  images: Image[];
  attributes: AttributeValue[];
  tags: string[];
  variants: Variant[];
}

export interface Product extends ProductContent {
  id: ProductId;
  slug: string;
  /** The current slug and all former ones. */
  slugs: string[];
  /** Raised by every change but that of the rating, so that a review never makes an editor's save fail. */
  version: number;
  rating: Rating;
  /** Raised by every change of the rating. */
  ratingVersion: number;
  lastPriceChange: PriceChange | null;
  publishedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export const NO_RATING: Rating = { average: 0, count: 0, distribution: [0, 0, 0, 0, 0] };

/** Grows with every change of any part of the document; caches compare it. */
export function revisionOf(product: Pick<Product, 'version' | 'ratingVersion'>): number {
  return product.version + product.ratingVersion;
}

/** From the cheapest variant to the dearest; null if none has a price. */
export function priceRangeOf(variants: readonly Variant[]): { min: Money; max: Money } | null {
  const prices = variants.flatMap((variant) => (variant.price ? [variant.price] : []));
  const sorted = prices.toSorted((a, b) => a.amount - b.amount);
  const min = sorted.at(0);
  const max = sorted.at(-1);
  return min && max ? { min, max } : null;
}

/** The prices that changed between two states of a product, including added and removed SKUs. */
export function priceChangesBetween(before: readonly Variant[], after: readonly Variant[]): PriceChange['skus'] {
  const old = new Map(before.map((variant) => [variant.sku, variant.price]));
  const fresh = new Map(after.map((variant) => [variant.sku, variant.price]));
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((sku) => {
    const from = old.get(sku) ?? null;
    const to = fresh.get(sku) ?? null;
    return from?.amount === to?.amount && from?.currency === to?.currency ? [] : [{ sku, from, to }];
  });
}

/** The picture that represents the product. */
export function primaryImage(images: readonly Image[]): Image | null {
  return images.find((image) => image.isPrimary) ?? images[0] ?? null;
}
