import {
  AppError,
  decodeCursor,
  encodeCursor,
  pageSize,
  toConnection,
  withinRange,
  wrongCursor,
  type CategoryId,
  type Connection,
} from '@quartet/service-kit';
import type { Db, Filter, Sort } from 'mongodb';
import { z } from 'zod';
import { findSubtrees } from '../categories/category.repository.ts';
import { products, toProduct, type ProductDocument } from './product.repository.ts';
import type { Product, ProductStatus } from './product.ts';

export type ProductSort = 'NEWEST' | 'PRICE_ASC' | 'PRICE_DESC' | 'RATING' | 'NAME';

/** All that is given must hold. */
export interface ProductFilter {
  categoryId?: CategoryId | null;
  /** Also what lies below the category; true where it is left out. */
  includeDescendants?: boolean | null;
  brands?: readonly string[] | null;
  tags?: readonly string[] | null;
  /** Minor units, both ends included: some variant has such a price. */
  price?: { min?: number | null; max?: number | null; currency: string } | null;
  minRating?: number | null;
  attributes?: readonly AttributeFilter[] | null;
  /** Published ones only where it is left out. */
  status?: readonly ProductStatus[] | null;
}

/** Exactly one of `in`, `min` and/or `max`, `boolean`; the product or one of its variants has such a value. */
export interface AttributeFilter {
  name: string;
  in?: readonly string[] | null;
  min?: number | null;
  max?: number | null;
  boolean?: boolean | null;
}

interface Order {
  /** Field and direction; the id, last, makes the order total. */
  keys: readonly (readonly [field: string, direction: 1 | -1])[];
  values(document: ProductDocument): (string | number)[];
  cursor: z.ZodType<(string | number)[]>;
}

const text = z.string();
const amount = z.number();
/** What a Date can hold. */
const moment = z.int().min(-8.64e15).max(8.64e15);
const ORDERS: Record<ProductSort, Order> = {
  NEWEST: {
    keys: [
      ['sort.newest', -1],
      ['_id', -1],
    ],
    values: (it) => [it.sort.newest.getTime(), it._id],
    cursor: z.tuple([moment, text]),
  },
  PRICE_ASC: {
    keys: [
      ['sort.priceFrom', 1],
      ['_id', 1],
    ],
    values: (it) => [it.sort.priceFrom, it._id],
    cursor: z.tuple([amount, text]),
  },
  PRICE_DESC: {
    keys: [
      ['sort.priceTo', -1],
      ['_id', -1],
    ],
    values: (it) => [it.sort.priceTo, it._id],
    cursor: z.tuple([amount, text]),
  },
  RATING: {
    keys: [
      ['rating.average', -1],
      ['rating.count', -1],
      ['_id', -1],
    ],
    values: (it) => [it.rating.average, it.rating.count, it._id],
    cursor: z.tuple([amount, amount, text]),
  },
  NAME: {
    keys: [
      ['sort.name', 1],
      ['_id', 1],
    ],
    values: (it) => [it.sort.name, it._id],
    cursor: z.tuple([text, text]),
  },
};

/** One more than the limit up to which totals are exact. */
const COUNT_LIMIT = 10_001;

/**
 * A page of products, from behind the cursor `after`.
 * @throws AppError BAD_USER_INPUT for a bad cursor, page size or filter
 */
export async function listProducts(
  db: Db,
  o: { filter: ProductFilter; sort: ProductSort; first: number | null; after: string | null },
): Promise<Connection<Product>> {
  const order = ORDERS[o.sort];
  const size = pageSize(o.first);
  const filter = await mongoFilter(db, o.filter);
  const behind = o.after === null ? {} : behindCursor(o.sort, o.after);
  const sort: Sort = new Map(order.keys);
  const rows = await products(db)
    .find({ $and: [filter, behind] })
    .sort(sort)
    .limit(size + 1)
    .toArray();
  const cursors = new Map(rows.map((row) => [row._id, encodeCursor([o.sort, ...order.values(row)])]));
  return toConnection({
    rows: rows.map(toProduct),
    size,
    hasPreviousPage: o.after !== null,
    cursorOf: (product) => cursors.get(product.id) ?? '',
    count: async () => {
      const count = await products(db).countDocuments(filter, { limit: COUNT_LIMIT });
      return { count, exact: count < COUNT_LIMIT };
    },
  });
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

async function mongoFilter(db: Db, filter: ProductFilter): Promise<Filter<ProductDocument>> {
  const status = filter.status ?? ['PUBLISHED'];
  // A plain equality lets the index give the order as well.
  const all: Filter<ProductDocument>[] = [{ status: status.length === 1 ? status[0] : { $in: [...status] } }];
  if (filter.categoryId) {
    const id = filter.categoryId;
    const below = filter.includeDescendants === false ? undefined : (await findSubtrees(db, [id])).get(id);
    all.push({ categoryId: { $in: below ?? [id] } });
  }
  if (filter.brands) all.push({ brand: { $in: [...filter.brands] } });
  if (filter.tags) all.push({ tags: { $in: [...filter.tags] } });
  if (typeof filter.minRating === 'number')
    all.push({ 'rating.average': { $gte: withinRange('minRating', filter.minRating, 0, 5) } });
  if (filter.price) {
    const { currency, min, max } = filter.price;
    all.push({ variants: { $elemMatch: { 'price.currency': currency, 'price.amount': range(min ?? 0, max) } } });
  }
  for (const attribute of filter.attributes ?? []) {
    const has = { $elemMatch: { name: attribute.name, value: attributeCondition(attribute) } };
    all.push({ $or: [{ attributes: has }, { variants: { $elemMatch: { attributes: has } } }] });
  }
  return { $and: all };
}

function range(min: number | null | undefined, max: number | null | undefined): { $gte?: number; $lte?: number } {
  return { ...(typeof min === 'number' ? { $gte: min } : {}), ...(typeof max === 'number' ? { $lte: max } : {}) };
}

function attributeCondition(filter: AttributeFilter): object {
  const { in: options, min, max, boolean } = filter;
  const ranged = typeof min === 'number' || typeof max === 'number';
  const given = [Array.isArray(options), ranged, typeof boolean === 'boolean'].filter(Boolean).length;
  if (given !== 1) {
    throw new AppError('BAD_USER_INPUT', `The filter of "${filter.name}" needs one of in, min/max and boolean`);
  }
  if (options) return { $in: [...options] };
  return ranged ? range(min, max) : { $eq: boolean };
}
