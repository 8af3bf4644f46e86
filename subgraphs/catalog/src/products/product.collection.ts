import type { ProductId } from '@quartet/service-kit';
import type { Collection, Db } from 'mongodb';
import type { ListKeys } from './list-keys.ts';
import type { Product } from './product.ts';

export type ProductDocument = Omit<Product, 'id'> & {
  _id: ProductId;
  /** The states of its category and of those above it that it was saved under: `id@version` of each. */
  savedUnder: string[];
} & ListKeys;

export function products(db: Db): Collection<ProductDocument> {
  return db.collection<ProductDocument>('products');
}

export function toProduct({ _id, sort: _sort, keys: _keys, savedUnder: _under, ...rest }: ProductDocument): Product {
  return { id: _id, ...rest };
}
