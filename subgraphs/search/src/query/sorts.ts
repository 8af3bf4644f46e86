import type { estypes } from '@elastic/elasticsearch';
import { type CursorValue, decodeCursor, encodeCursor, wrongCursor } from '@quartet/service-kit';
import { z } from 'zod';
import type { Matching } from './text.ts';

export type Sort = 'RELEVANCE' | 'PRICE_ASC' | 'PRICE_DESC' | 'NEWEST' | 'RATING' | 'POPULARITY' | 'NAME';

interface SortKey {
  order: estypes.SortCombinations;
  /** The values that the engine accepts; it rejects others as a fault of ours. */
  value: z.ZodType<string | number>;
}

const text = z.string();
const count = z.int();
/** The range of a Date, in ms since 1970. */
const moment = z.int().min(-8.64e15).max(8.64e15);
/** The engine keeps scores in 32 bits. */
const score = z.number().min(0).max(3.4e38);
const average = z.number().min(0).max(5);

/** Greater than every price. Explicit, since the engine's own value for "missing" does not fit into a JSON number. */
const MISSING_LAST = Number.MAX_SAFE_INTEGER;

const descending = (field: string, value: SortKey['value']): SortKey => ({
  order: { [field]: { order: 'desc', missing: 0 } },
  value,
});
/** Amounts of two currencies cannot be compared: one currency after the other. */
const currency: SortKey = { order: { currency: { order: 'asc', missing: '~' } }, value: text };
/** Every order ends with it, so that no two hits are equal. */
const id: SortKey = { order: { id: 'asc' }, value: text };

const ORDERS: Record<Sort, readonly SortKey[]> = {
  RELEVANCE: [{ order: { _score: { order: 'desc' } }, value: score }],
  NEWEST: [descending('publishedAt', moment)],
  RATING: [descending('rating.average', average), descending('rating.count', count)],
  POPULARITY: [descending('popularity', count), descending('rating.count', count)],
  PRICE_ASC: [currency, { order: { priceFrom: { order: 'asc', missing: MISSING_LAST } }, value: count }],
  PRICE_DESC: [currency, { order: { priceTo: { order: 'desc', missing: -1 } }, value: count }],
  NAME: [{ order: { nameKey: { order: 'asc', missing: '~' } }, value: text }],
};

/** The order of the hits: without words there is no relevance. */
export function effectiveSort(sort: Sort, { byText }: { byText: boolean }): Sort {
  return sort === 'RELEVANCE' && !byText ? 'POPULARITY' : sort;
}

export function sortOf(sort: Sort): estypes.SortCombinations[] {
  return [...ORDERS[sort], id].map(({ order }) => order);
}

export function writeCursor(matching: Matching, sort: Sort, values: readonly unknown[]): string {
  return encodeCursor([
    matching,
    sort,
    ...values.map((value): CursorValue => (typeof value === 'number' ? value : String(value))),
  ]);
}

/** @throws AppError BAD_USER_INPUT for a cursor that is not ours or is of a list in another order */
export function readCursor(cursor: string, sort: Sort): { matching: Matching; values: (string | number)[] } {
  const schema = z.tuple([z.enum(['strict', 'forgiving']), z.literal(sort)], z.unknown());
  const [matching, , ...rest] = decodeCursor(cursor, schema);
  const keys = [...ORDERS[sort], id];
  const values = keys.map(({ value }, at) => value.safeParse(rest[at]));
  const valid = values.flatMap(({ success, data }) => (success ? [data] : []));
  if (rest.length !== keys.length || valid.length !== keys.length) throw wrongCursor();
  return { matching, values: valid };
}
