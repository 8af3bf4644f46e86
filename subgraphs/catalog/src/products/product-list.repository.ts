import { EXACT_COUNT_LIMIT } from '@quartet/service-kit';
import type { Db, Filter, Sort } from 'mongodb';
import { products, toProduct, type ProductDocument } from './product.collection.ts';
import type { Product } from './product.ts';

export type ProductQuery = Filter<ProductDocument>;

/** Fields and their directions; the id, last, makes the order total. */
export type SortFields = readonly (readonly [field: string, direction: 1 | -1])[];

export interface ListedProduct {
  product: Product;
  /** Its values of the fields that the list is sorted by. */
  sortValues: (string | number)[];
}

/** Up to `limit` products that match, from behind the sort values `after`. */
export async function findListed(
  db: Db,
  {
    query,
    fields,
    valuesOf,
    after,
    limit,
  }: {
    query: ProductQuery;
    fields: SortFields;
    valuesOf: (document: ProductDocument) => (string | number)[];
    after: readonly (string | number)[] | null;
    limit: number;
  },
): Promise<ListedProduct[]> {
  const sort: Sort = new Map(fields);
  const found = await products(db)
    .find(after === null ? query : { $and: [query, behind(fields, after)] })
    .sort(sort)
    .limit(limit)
    .toArray();
  return found.map((document) => ({ product: toProduct(document), sortValues: valuesOf(document) }));
}

/** How many products match; exact up to 10,000, then 10,001. */
export async function countListed(db: Db, query: ProductQuery): Promise<number> {
  return products(db).countDocuments(query, { limit: EXACT_COUNT_LIMIT + 1 });
}

export async function anyListed(db: Db, query: ProductQuery): Promise<boolean> {
  return (await products(db).findOne(query, { projection: { _id: 1 } })) !== null;
}

/** What comes after these sort values: greater in the first field, or equal there and greater in the next, and so on. */
function behind(fields: SortFields, after: readonly (string | number)[]): ProductQuery {
  const values = after.map((value, at) => (fields[at]?.[0] === 'sort.newest' ? new Date(value) : value));
  return {
    $or: fields.map(([field, direction], index) => ({
      ...Object.fromEntries(fields.slice(0, index).map(([equal], at) => [equal, values[at]])),
      [field]: { [direction === 1 ? '$gt' : '$lt']: values[index] },
    })),
  };
}
