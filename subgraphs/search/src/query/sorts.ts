import type { estypes } from '@elastic/elasticsearch';
import { AppError, type CursorValue, decodeCursor, encodeCursor } from '@quartet/service-kit';
import { z } from 'zod';
import { currencyCode } from './filters.ts';
import type { Matching } from './text.ts';

export type Sort = 'RELEVANCE' | 'PRICE_ASC' | 'PRICE_DESC' | 'NEWEST' | 'RATING' | 'POPULARITY';

/** Past every price. Said explicitly, since the engine's own mark for "missing" does not survive JSON numbers. */
const MISSING_LAST = Number.MAX_SAFE_INTEGER;

const descending = (field: string): estypes.SortCombinations => ({ [field]: { order: 'desc', missing: 0 } });

/** Every order ends with the id, so that no two hits have the same place. */
export function sortOf(sort: Sort, o: { byText: boolean; currency: string | null }): estypes.SortCombinations[] {
  const order = sort === 'RELEVANCE' && !o.byText ? 'POPULARITY' : sort;
  return [...placesOf(order, o.currency), { id: 'asc' }];
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

const cursorSchema = z
  .tuple([z.enum(['strict', 'forgiving']), z.string()], z.union([z.string(), z.number()]))
  .transform(([matching, sort, ...values]) => ({ matching, sort, values }));

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
  places: number,
): { matching: Matching; values: (string | number)[] } {
  const read = decodeCursor(cursor, cursorSchema);
  if (read.sort !== sort || read.values.length !== places) {
    throw new AppError('BAD_USER_INPUT', 'This cursor belongs to a list in another order');
  }
  return read;
}
