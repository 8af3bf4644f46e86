import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERROR_CODES, isErrorCode } from '../src/index.ts';

test('every code has a row in docs/errors.md, and no row is of a code that does not exist', () => {
  const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const documented = [...page.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code);
  expect(documented.toSorted()).toEqual([...ERROR_CODES].toSorted());
});

test('only these are codes', () => {
  expect(isErrorCode('TOKEN_EXPIRED')).toBe(true);
  for (const other of ['BAD_REQUEST', 'toString', undefined, 1]) expect(isErrorCode(other)).toBe(false);
});
