import {
  type FilterPart,
  type ProductFilterInput,
  readProductFilter,
  unmatchedParts,
} from '@quartet/schema/product-filter';
import {
  decodeCursor,
  encodeCursor,
  EXACT_COUNT_LIMIT,
  pageSize,
  toConnection,
  wrongCursor,
  type Connection,
} from '@quartet/service-kit';
import type { Db, Filter, Sort } from 'mongodb';
import { z } from 'zod';
import { productQuery } from './product-filter.ts';
import { products, toProduct, type ProductDocument } from './product.repository.ts';
import type { Product, ProductStatus } from './product.ts';

export type ProductSort = 'NEWEST' | 'PRICE_ASC' | 'PRICE_DESC' | 'RATING' | 'NAME';

/** All that is given must hold. */
export interface ProductFilter extends Omit<ProductFilterInput, 'inStock'> {
  /** Published ones only where it is left out; an empty list finds none: the viewer may see none of those asked for. */
  status?: readonly ProductStatus[] | null;
}

export interface ProductConnection extends Connection<Product> {
  /** Why the list is empty; worked out only where it is selected, and empty where it is not. */
  unmatchedFilters: () => Promise<FilterPart[]>;
}

interface Order {
  /** Field and direction; the id, last, makes the order total. */
  keys: readonly (readonly [field: string, direction: 1 | -1])[];
  values(document: ProductDocument): (string | number)[];
  cursor: z.ZodType<(string | number)[]>;
}

const text = z.string();
/** What a Date can hold. */
const moment = z.int().min(-8.64e15).max(8.64e15);
const BY_ID = ['_id', 1] as const;

const ORDERS: Record<ProductSort, Order> = {
  NEWEST: {
    keys: [['sort.newest', -1], BY_ID],
    values: (it) => [it.sort.newest.getTime(), it._id],
    cursor: z.tuple([moment, text]),
  },
  PRICE_ASC: {
    keys: [['sort.currency', 1], ['sort.priceFrom', 1], BY_ID],
    values: (it) => [it.sort.currency, it.sort.priceFrom, it._id],
    cursor: z.tuple([text, z.int(), text]),
  },
  PRICE_DESC: {
    keys: [['sort.currency', 1], ['sort.priceTo', -1], BY_ID],
    values: (it) => [it.sort.currency, it.sort.priceTo, it._id],
    cursor: z.tuple([text, z.int(), text]),
  },
  RATING: {
    keys: [['rating.average', -1], ['rating.count', -1], BY_ID],
    values: (it) => [it.rating.average, it.rating.count, it._id],
    cursor: z.tuple([z.number(), z.int(), text]),
  },
  NAME: {
    keys: [['sort.name', 1], BY_ID],
    values: (it) => [it.sort.name, it._id],
    cursor: z.tuple([text, text]),
  },
};

/**
 * A page of products, from behind the cursor `after`.
 * @throws AppError BAD_USER_INPUT for a bad cursor, page size or filter
 */
export async function listProducts(
  db: Db,
  o: { filter: ProductFilter; sort: ProductSort; first: number | null; after: string | null },
): Promise<ProductConnection> {
  const order = ORDERS[o.sort];
  const size = pageSize(o.first);
  const statuses = o.filter.status ?? ['PUBLISHED'];
  const behind = o.after === null ? {} : behindCursor(o.sort, o.after);
  const filter = await productQuery(db, readProductFilter(o.filter), statuses);
  const sort: Sort = new Map(order.keys);
  const rows = await products(db)
    .find({ $and: [filter, behind] })
    .sort(sort)
    .limit(size + 1)
    .toArray();
  const cursors = new Map(rows.map((row) => [row._id, encodeCursor([o.sort, ...order.values(row)])]));
  const connection = toConnection({
    rows: rows.map(toProduct),
    size,
    hasPreviousPage: o.after !== null,
    cursorOf: (product) => cursors.get(product.id) ?? '',
    count: async () => {
      // One more than the limit says that there are more.
      const count = await products(db).countDocuments(filter, { limit: EXACT_COUNT_LIMIT + 1 });
      return { count, exact: count <= EXACT_COUNT_LIMIT };
    },
  });
  return {
    ...connection,
    unmatchedFilters: async () => {
      if (rows.length > 0 || o.after !== null) return [];
      return unmatchedParts(o.filter, async (criteria) => {
        const query = await productQuery(db, criteria, statuses);
        return (await products(db).findOne(query, { projection: { _id: 1 } })) !== null;
      });
    },
  };
}

/** What comes after these sort values: greater in the first key, or equal there and greater in the next, and so on. */
function behindCursor(sort: ProductSort, cursor: string): Filter<ProductDocument> {
  const { keys, cursor: schema } = ORDERS[sort];
  const [, ...rest] = decodeCursor(cursor, z.tuple([z.literal(sort)], z.unknown()));
  const values = schema.safeParse(rest);
  if (!values.success) throw wrongCursor();
  const given = values.data.map((value, index) => (keys[index]?.[0] === 'sort.newest' ? new Date(value) : value));
  return {
    $or: keys.map(([field, direction], index) => ({
      ...Object.fromEntries(keys.slice(0, index).map(([equal], at) => [equal, given[at]])),
      [field]: { [direction === 1 ? '$gt' : '$lt']: given[index] },
    })),
  };
}
