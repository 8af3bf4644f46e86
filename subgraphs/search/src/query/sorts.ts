import type { estypes } from '@elastic/elasticsearch';
import { type CursorValue, decodeCursor, encodeCursor, wrongCursor } from '@quartet/service-kit';
import { z } from 'zod';
import { currencyCode } from './filters.ts';
import type { Matching } from './text.ts';

export type Sort = 'RELEVANCE' | 'PRICE_ASC' | 'PRICE_DESC' | 'NEWEST' | 'RATING' | 'POPULARITY';

/** What an order depends on beside its name: whether there is a text, and the currency that the filter names. */
interface Circumstances {
  readonly byText: boolean;
  readonly currency: string | null;
}

/** Past every price. Said explicitly, since the engine's own mark for "missing" does not survive JSON numbers. */
const MISSING_LAST = Number.MAX_SAFE_INTEGER;

const descending = (field: string): estypes.SortCombinations => ({ [field]: { order: 'desc', missing: 0 } });

/** Every order ends with the id, so that no two hits have the same place. */
export function sortOf(sort: Sort, by: Circumstances): estypes.SortCombinations[] {
  return [...placesOf(effectiveSort(sort, by), by.currency), { id: 'asc' }];
}

/** Without a text no hit is more relevant than another. */
function effectiveSort(sort: Sort, { byText }: Circumstances): Sort {
  return sort === 'RELEVANCE' && !byText ? 'POPULARITY' : sort;
}

function placesOf(sort: Sort, currency: string | null): estypes.SortCombinations[] {
  switch (sort) {
    case 'RELEVANCE':
      return [{ _score: { order: 'desc' } }];
    case 'NEWEST':
      return [descending('publishedAt')];
    case 'RATING':
      return [descending('rating.average'), descending('rating.count')];
    case 'POPULARITY':
      return [descending('popularity'), descending('rating.count')];
    case 'PRICE_ASC':
    case 'PRICE_DESC': {
      const order = sort === 'PRICE_ASC' ? 'asc' : 'desc';
      const missing = sort === 'PRICE_ASC' ? MISSING_LAST : -1;
      if (currency !== null)
        return [{ [`price.${currencyCode(currency)}.min`]: { order, missing, unmapped_type: 'long' } }];
      // Amounts of two currencies cannot be compared: one currency after the other.
      return [{ currency: { order: 'asc', missing: '~' } }, { priceFrom: { order, missing } }];
    }
  }
}

const id = z.string();
const count = z.int();
/** Stars; the engine keeps them, and scores, in 32 bits. */
const average = z.number().min(0).max(5);
const score = z.number().min(0).max(3.4e38);
/** What a date can hold, in ms since 1970. */
const moment = z.int().min(-8.64e15).max(8.64e15);

/** The values of a place in each order, as `placesOf` sorts by them: the engine fails on any other. */
function placeSchema(sort: Sort, by: Circumstances): z.ZodType<(string | number)[]> {
  switch (effectiveSort(sort, by)) {
    case 'RELEVANCE':
      return z.tuple([score, id]);
    case 'NEWEST':
      return z.tuple([moment, id]);
    case 'RATING':
      return z.tuple([average, count, id]);
    case 'POPULARITY':
      return z.tuple([count, count, id]);
    case 'PRICE_ASC':
    case 'PRICE_DESC':
      return by.currency === null ? z.tuple([z.string(), count, id]) : z.tuple([count, id]);
  }
}

export function writeCursor(matching: Matching, sort: Sort, values: readonly unknown[]): string {
  return encodeCursor([
    matching,
    sort,
    ...values.map((value): CursorValue => (typeof value === 'number' ? value : String(value))),
  ]);
}

/** Throws BAD_USER_INPUT for a cursor that is not ours or comes from a list in another order. */
export function readCursor(
  cursor: string,
  sort: Sort,
  by: Circumstances,
): { matching: Matching; values: (string | number)[] } {
  const schema = z.tuple([z.enum(['strict', 'forgiving']), z.literal(sort)], z.unknown());
  const [matching, , ...rest] = decodeCursor(cursor, schema);
  const values = placeSchema(sort, by).safeParse(rest);
  if (!values.success) throw wrongCursor();
  return { matching, values: values.data };
}
