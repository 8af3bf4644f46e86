import type { ProductId } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { findProducts, updateStatus } from './product.repository.ts';
import type { Product, ProductStatus } from './product.ts';

export type SetStatusOutcome =
  | { kind: 'saved'; product: Product; changed: boolean }
  | { kind: 'price_missing'; skus: string[] }
  | { kind: 'product_not_found'; id: ProductId }
  | { kind: 'concurrent_modification'; currentVersion: number };

/** Publishes a product, makes it a draft again or archives it; with `expectedVersion` only if it still has that version. */
export async function setStatus(
  db: Db,
  id: ProductId,
  status: ProductStatus,
  options: { expectedVersion?: number } = {},
): Promise<SetStatusOutcome> {
  const read = (await findProducts(db, [id])).get(id);
  if (!read) return { kind: 'product_not_found', id };
  if (options.expectedVersion !== undefined && options.expectedVersion !== read.version) {
    return { kind: 'concurrent_modification', currentVersion: read.version };
  }
  if (read.status === status) return { kind: 'saved', product: read, changed: false };
  const unpriced = read.variants.flatMap((variant) => (variant.price ? [] : [variant.sku]));
  if (status === 'PUBLISHED' && unpriced.length > 0) return { kind: 'price_missing', skus: unpriced };
  const product = await updateStatus(db, read, status);
  if (product) return { kind: 'saved', product, changed: true };
  // Without an expected version, changes in the meantime do not matter.
  return setStatus(db, id, status, options);
}
