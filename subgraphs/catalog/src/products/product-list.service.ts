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
import { z } from 'zod';
import type { Db } from '../database.ts';
import type { ProductDocument } from './product.collection.ts';
import { productQuery } from './product-filter.ts';
import { anyListed, countListed, findListed, type SortFields } from './product-list.repository.ts';
import type { Product, ProductStatus } from './product.ts';

export type ProductSort = 'NEWEST' | 'PRICE_ASC' | 'PRICE_DESC' | 'RATING' | 'NAME';

/** All that is given must hold. */
export interface ProductFilter extends Omit<ProductFilterInput, 'inStock'> {
  /** Without it only published products. An empty list finds none: the viewer may see no requested status. */
  status?: readonly ProductStatus[] | null;
}

export interface ProductConnection extends Connection<Product> {
  /** Why the list is empty; computed only where it is selected, and empty where the list is not. */
  unmatchedFilters: () => Promise<FilterPart[]>;
}

interface Order {
  fields: SortFields;
  valuesOf: (document: ProductDocument) => (string | number)[];
  cursor: z.ZodType<(string | number)[]>;
}

const text = z.string();
/** What a Date can hold. */
const moment = z.int().min(-8.64e15).max(8.64e15);
const BY_ID = ['_id', 1] as const;

const ORDERS: Record<ProductSort, Order> = {
  NEWEST: {
    fields: [['sort.newest', -1], BY_ID],
    valuesOf: (document) => [document.sort.newest.getTime(), document._id],
    cursor: z.tuple([moment, text]),
  },
  PRICE_ASC: {
    fields: [['sort.currency', 1], ['sort.priceFrom', 1], BY_ID],
    valuesOf: (document) => [document.sort.currency, document.sort.priceFrom, document._id],
    cursor: z.tuple([text, z.int(), text]),
  },
  PRICE_DESC: {
    fields: [['sort.currency', 1], ['sort.priceTo', -1], BY_ID],
    valuesOf: (document) => [document.sort.currency, document.sort.priceTo, document._id],
    cursor: z.tuple([text, z.int(), text]),
  },
  RATING: {
    fields: [['rating.average', -1], ['rating.count', -1], BY_ID],
    valuesOf: (document) => [document.rating.average, document.rating.count, document._id],
    cursor: z.tuple([z.number(), z.int(), text]),
  },
  NAME: {
    fields: [['sort.name', 1], BY_ID],
    valuesOf: (document) => [document.sort.name, document._id],
    cursor: z.tuple([text, text]),
  },
};

/**
 * A page of products, from behind the cursor `after`.
 * @throws AppError BAD_USER_INPUT for a bad cursor, page size or filter
 */
export async function listProducts(
  db: Db,
  {
    filter,
    sort,
    first,
    after,
  }: { filter: ProductFilter; sort: ProductSort; first: number | null; after: string | null },
): Promise<ProductConnection> {
  const { fields, valuesOf } = ORDERS[sort];
  const size = pageSize(first);
  const position = after === null ? null : readCursor(sort, after);
  const statuses = filter.status ?? ['PUBLISHED'];
  const query = await productQuery(db, readProductFilter(filter), statuses);
  const rows = await findListed(db, { query, fields, valuesOf, after: position, limit: size + 1 });
  const cursors = new Map(rows.map(({ product, sortValues }) => [product.id, encodeCursor([sort, ...sortValues])]));
  const connection = toConnection({
    rows: rows.map(({ product }) => product),
    size,
    hasPreviousPage: after !== null,
    cursorOf: (product) => cursors.get(product.id) ?? '',
    count: async () => {
      const count = await countListed(db, query);
      return { count, exact: count <= EXACT_COUNT_LIMIT };
    },
  });
  return {
    ...connection,
    unmatchedFilters: async () => {
      if (rows.length > 0 || after !== null) return [];
      return unmatchedParts(filter, async (criteria) => anyListed(db, await productQuery(db, criteria, statuses)));
    },
  };
}

/** The sort values in a cursor of a list in this order. */
function readCursor(sort: ProductSort, cursor: string): (string | number)[] {
  const [, ...rest] = decodeCursor(cursor, z.tuple([z.literal(sort)], z.unknown()));
  const values = ORDERS[sort].cursor.safeParse(rest);
  if (!values.success) throw wrongCursor();
  return values.data;
}
