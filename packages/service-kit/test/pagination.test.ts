import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { decodeCursor, encodeCursor, pageSize, toConnection } from '../src/index.ts';

const position = z.tuple([z.string(), z.number()]);

test('a cursor gives back the values that it was made of', () => {
  expect(decodeCursor(encodeCursor(['2026-01-01T00:00:00Z', 7]), position)).toEqual(['2026-01-01T00:00:00Z', 7]);
});

test.each([
  '',
  'no-json',
  encodeCursor([1]),
  encodeCursor(['a', 'b']),
  encodeCursor(['a', 1, 2]),
  encodeCursor(['a', 1]).slice(0, -3),
  encodeCursor(['a\0', 1]),
  encodeCursor(['\ud800', 1]),
  Buffer.from('["a",1e999]').toString('base64url'),
  Buffer.from('{"0":"a","1":1,"length":2}').toString('base64url'),
  Buffer.from('null').toString('base64url'),
  'x'.repeat(5_000),
])('a cursor that we did not make is refused: %.20s', (cursor) => {
  expect(() => decodeCursor(cursor, position)).toThrow(
    expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining('"after"') }),
  );
});

test('a page has 20 rows where nothing is asked for, and a limit', () => {
  expect(pageSize(null)).toBe(20);
  expect(pageSize(0)).toBe(0);
  expect(pageSize(100)).toBe(100);
  for (const size of [-1, 101, 1.5, NaN, Infinity, -(2 ** 31)]) {
    expect(() => pageSize(size)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  }
});

test('the row too many says that there is a next page', () => {
  const page = toConnection({ rows: ['a', 'b', 'c'], size: 2, hasPreviousPage: false, cursorOf: (row) => row });
  expect(page.nodes).toEqual(['a', 'b']);
  expect(page.edges).toEqual([
    { cursor: 'a', node: 'a' },
    { cursor: 'b', node: 'b' },
  ]);
  expect(page.pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: false, startCursor: 'a', endCursor: 'b' });
});

test('an empty page has no cursors', () => {
  const page = toConnection({ rows: [], size: 2, hasPreviousPage: true, cursorOf: String });
  expect(page.pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null });
});

test('totals are counted once, only when asked for, and exactly up to 10,000', async () => {
  const count = vi.fn(() => Promise.resolve({ count: 10_001, exact: true }));
  const page = toConnection({ rows: ['a'], size: 2, hasPreviousPage: false, cursorOf: String, count });
  expect(count).not.toHaveBeenCalled();
  expect(await Promise.all([page.totalCount(), page.totalCountExact()])).toEqual([10_000, false]);
  expect(count).toHaveBeenCalledOnce();
});
