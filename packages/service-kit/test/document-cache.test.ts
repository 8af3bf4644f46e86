import { buildSchema, parse } from 'graphql';
import { expect, it } from 'vitest';
import { createDocumentCache } from '../src/index.ts';
import { createDocumentChecker } from '../src/subgraph/documents.ts';

const MAX_BYTES = 8 * 1_024 * 1_024;
const schema = buildSchema('type Query { hello: String }');

it('keeps long queries within its memory, the last used ones', () => {
  const cache = createDocumentCache(MAX_BYTES);
  const checker = createDocumentChecker(schema, cache);
  const long = (n: number) => `{ hello } # ${n} ${'x'.repeat(250_000)}`;
  const [first] = Array.from({ length: 100 }, (_, n) => checker.get(long(n)).document);
  expect(cache.bytes()).toBeLessThanOrEqual(MAX_BYTES);
  expect(cache.bytes()).toBeGreaterThan(MAX_BYTES / 2);
  expect(checker.get(long(99)).document).toBe(checker.get(long(99)).document);
  expect(checker.get(long(0)).document).not.toBe(first);
});

it('counts the fields of a document, not only its text', () => {
  const cache = createDocumentCache(MAX_BYTES);
  for (let n = 0; n < 50; n++) {
    const text = `{ a${n} ${'a '.repeat(20_000)} }`;
    cache.set(text, parse(text, { noLocation: true }), text);
  }
  expect(cache.bytes()).toBeLessThanOrEqual(MAX_BYTES);
});

it('does not keep what is larger than all of it, nor what is wrong', () => {
  const cache = createDocumentCache(10_000);
  const checker = createDocumentChecker(schema, cache);
  expect(checker.get(`{ hello } # ${'x'.repeat(10_000)}`).document).toBeDefined();
  expect(checker.get('{ goodbye }').errors).toHaveLength(1);
  expect(cache.bytes()).toBe(0);
});
