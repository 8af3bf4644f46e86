import type { estypes } from '@elastic/elasticsearch';
import { type CursorValue, decodeCursor, encodeCursor, wrongCursor } from '@quartet/service-kit';
import { z } from 'zod';
import type { Matching } from './text.ts';

export type Sort = 'RELEVANCE' | 'PRICE_ASC' | 'PRICE_DESC' | 'NEWEST' | 'RATING' | 'POPULARITY' | 'NAME';

interface Place {
  order: estypes.SortCombinations;
  /** What the engine takes as the value of this place: it refuses others as a fault of ours. */
  value: z.ZodType<string | number>;
}

const text = z.string();
const count = z.int();
/** What a date can hold, in ms since 1970. */
const moment = z.int().min(-8.64e15).max(8.64e15);
/** The engine keeps scores in 32 bits. */
const score = z.number().min(0).max(3.4e38);
const average = z.number().min(0).max(5);

/** Past every price. Said explicitly, since the engine's own mark for "missing" does not survive JSON numbers. */
const MISSING_LAST = Number.MAX_SAFE_INTEGER;

const descending = (field: string, value: Place['value']): Place => ({
  order: { [field]: { order: 'desc', missing: 0 } },
  value,
});
/** Amounts of two currencies cannot be compared: one currency after the other. */
const currency: Place = { order: { currency: { order: 'asc', missing: '~' } }, value: text };
/** Every order ends with it, so that no two hits have the same place. */
const id: Place = { order: { id: 'asc' }, value: text };

const ORDERS: Record<Sort, readonly Place[]> = {
  RELEVANCE: [{ order: { _score: { order: 'desc' } }, value: score }],
  NEWEST: [descending('publishedAt', moment)],
  RATING: [descending('rating.average', average), descending('rating.count', count)],
  POPULARITY: [descending('popularity', count), descending('rating.count', count)],
  PRICE_ASC: [currency, { order: { priceFrom: { order: 'asc', missing: MISSING_LAST } }, value: count }],
  PRICE_DESC: [currency, { order: { priceTo: { order: 'desc', missing: -1 } }, value: count }],
  NAME: [{ order: { nameKey: { order: 'asc', missing: '~' } }, value: text }],
};

/** By which order hits are listed: without words there is no relevance. */
export function effectiveSort(sort: Sort, o: { byText: boolean }): Sort {
  return sort === 'RELEVANCE' && !o.byText ? 'POPULARITY' : sort;
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

/** Throws BAD_USER_INPUT for a cursor that is not ours or comes from a list in another order. */
export function readCursor(cursor: string, sort: Sort): { matching: Matching; values: (string | number)[] } {
  const schema = z.tuple([z.enum(['strict', 'forgiving']), z.literal(sort)], z.unknown());
  const [matching, , ...rest] = decodeCursor(cursor, schema);
  const places = [...ORDERS[sort], id];
  const values = places.map(({ value }, at) => value.safeParse(rest[at]));
  const valid = values.flatMap(({ success, data }) => (success ? [data] : []));
  if (rest.length !== places.length || valid.length !== places.length) throw wrongCursor();
  return { matching, values: valid };
}
