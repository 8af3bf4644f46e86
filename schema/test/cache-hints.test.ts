import { expect, test } from 'vitest';
import { cacheHintFaults } from '../cache-hints.ts';
import { compose } from '../compose.ts';
import { changed } from './changed.ts';

test('no field of the contract that caches may keep takes a secret', () => {
  expect(cacheHintFaults()).toEqual([]);
});

test.each([
  [
    'product(id: ID, slug: String, sku: ID)',
    'product(id: ID, slug: String, sku: ID, guestToken: String)',
    'guestToken',
  ],
  ['  minRating: Float\n', '  minRating: Float\n  "Whose."\n  customerEmail: String\n', 'customerEmail'],
])('«%s» may not become «%s»', (from, to, secret) => {
  const contract = changed('catalog', [from, to]);
  expect(cacheHintFaults(contract)[0]).toContain(`and takes ${secret}`);
  expect(() => compose(contract)).toThrow(secret);
});

test('hints reach the router with the supergraph, and clients do not see them', () => {
  const { supergraph, api } = compose();
  expect(supergraph).toMatch(/similar\(first: Int = 6\): \[Product\] .*@cacheControl\(maxAge: 300\)/);
  expect(supergraph).toMatch(/type Product\n.*\n.*\n +@cacheControl\(maxAge: 60\)/);
  expect(api).not.toMatch(/cacheControl/);
});
