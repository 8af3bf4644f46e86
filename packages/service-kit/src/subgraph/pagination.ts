import type { z } from 'zod';
import { AppError } from '../errors/to-app-error.ts';
import { unstorableIn } from './input-values.ts';

export type CursorValue = string | number | boolean | null;

/** Totals are counted exactly up to this number. */
export const EXACT_COUNT_LIMIT = 10_000;
const DEFAULT_PAGE_SIZE = 20;
const MAX_CURSOR_LENGTH = 2_000;

/** A cursor carries the sort values and the id of a row, never an offset. */
export function encodeCursor(values: readonly CursorValue[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/**
 * Parses the cursor of the argument `after` with a zod schema: a tuple of exactly the values of the list's order, each
 * in its own range, since a database rejects values out of range.
 * @throws AppError BAD_USER_INPUT for a cursor that this list has not issued
 */
export function decodeCursor<T extends z.ZodType>(cursor: string, schema: T): z.output<T> {
  const values = cursor.length <= MAX_CURSOR_LENGTH ? schema.safeParse(parseCursor(cursor)) : undefined;
  if (!values?.success) throw wrongCursor();
  return values.data;
}

/** The error for a text that is not a cursor of this list. */
export function wrongCursor(): AppError {
  return new AppError(
    'BAD_USER_INPUT',
    '"after" is not a cursor of this list: send the endCursor of a page with the same arguments',
  );
}

/**
 * Returns the number if it is in range.
 * @throws AppError BAD_USER_INPUT that names the argument where it is out of range
 */
export function withinRange(name: string, value: number, min: number, max: number): number {
  if (value >= min && value <= max) return value;
  throw new AppError('BAD_USER_INPUT', `"${name}" must be between ${String(min)} and ${String(max)}`);
}

/**
 * The requested `first`. Null counts as not given: then it is the field's default, 20 unless the schema says otherwise.
 * @throws AppError BAD_USER_INPUT outside 0 to `max`
 */
export function pageSize(first: number | null | undefined, max = 100, byDefault = DEFAULT_PAGE_SIZE): number {
  const size = first ?? byDefault;
  if (!Number.isInteger(size)) throw new AppError('BAD_USER_INPUT', '"first" must be a whole number');
  return withinRange('first', size, 0, max);
}

export interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

/** A Relay connection. The totals are functions, so that they are counted only where they are selected. */
export interface Connection<T> {
  nodes: T[];
  edges: { cursor: string; node: T }[];
  pageInfo: PageInfo;
  totalCount: () => Promise<number>;
  totalCountExact: () => Promise<boolean>;
}

/** Builds a connection from up to `size` + 1 rows. The extra row shows that there is a next page. */
export function toConnection<T>(o: {
  rows: T[];
  size: number;
  hasPreviousPage: boolean;
  cursorOf: (row: T) => string;
  count?: () => Promise<{ count: number; exact: boolean }>;
}): Connection<T> {
  const nodes = o.rows.slice(0, o.size);
  const edges = nodes.map((node) => ({ cursor: o.cursorOf(node), node }));
  let counting: Promise<{ count: number; exact: boolean }> | undefined;
  const counted = (): Promise<{ count: number; exact: boolean }> => (counting ??= countOnce(o.count));
  return {
    nodes,
    edges,
    pageInfo: {
      hasNextPage: o.rows.length > o.size,
      hasPreviousPage: o.hasPreviousPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: async () => (await counted()).count,
    totalCountExact: async () => (await counted()).exact,
  };
}

async function countOnce(
  count?: () => Promise<{ count: number; exact: boolean }>,
): Promise<{ count: number; exact: boolean }> {
  if (!count) throw new AppError('INTERNAL_SERVER_ERROR', 'This list is not counted');
  const total = await count();
  return total.count > EXACT_COUNT_LIMIT ? { count: EXACT_COUNT_LIMIT, exact: false } : total;
}

function parseCursor(cursor: string): unknown {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(values)) return undefined;
    return values.some((value) => typeof value === 'string' && unstorableIn(value) !== undefined) ? undefined : values;
  } catch {
    return undefined;
  }
}
