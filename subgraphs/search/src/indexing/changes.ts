import type { ProductFields } from './product-document.ts';

export interface StockLevel {
  version: number;
  available: number;
}

/** The changes of one product's document. */
export interface ProductChange {
  product?: { version: number; fields: ProductFields };
  rating?: { version: number; average: number | null; count: number };
  /** By SKU. */
  stock?: Map<string, StockLevel>;
  popularity?: number;
}

/** Changes by product id. */
export type Changes = Map<string, ProductChange>;

function newer<T extends { version: number }>(held: T | undefined, coming: T | undefined): T | undefined {
  if (held === undefined || coming === undefined) return coming ?? held;
  return coming.version > held.version ? coming : held;
}

/** Adds a change to a batch. Only the newest for each part is kept, so that a batch writes a document once. */
export function addChange(changes: Changes, productId: string, change: ProductChange): void {
  const held = changes.get(productId) ?? {};
  const merged: ProductChange = {};
  const product = newer(held.product, change.product);
  if (product) merged.product = product;
  const rating = newer(held.rating, change.rating);
  if (rating) merged.rating = rating;
  if (held.stock || change.stock) {
    merged.stock = new Map(held.stock);
    for (const [sku, level] of change.stock ?? []) merged.stock.set(sku, newer(merged.stock.get(sku), level) ?? level);
  }
  const popularity = Math.max(held.popularity ?? 0, change.popularity ?? 0);
  if (popularity > 0) merged.popularity = popularity;
  changes.set(productId, merged);
}
