import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { literalErrors, unstorableIn, variableErrors } from '../src/index.ts';

const literal = (text: string) => literalErrors(parse(text));

test('names the character that no engine can keep', () => {
  expect(unstorableIn('Café 👩‍🚀 \n\t')).toBeUndefined();
  expect(unstorableIn('a\0')).toBe('U+0000');
  expect(unstorableIn('\udc00 and more')).toBe('U+DC00');
  expect(unstorableIn('👩 and half of one: \ud83d')).toBe('U+D83D');
});

test.each([
  ['{ search(query: "a\\u0000") }', '"query" has the character U+0000, which cannot be stored'],
  ['{ search(filter: { brands: ["b", "\\u0000"] }) }', '"filter.brands" has the character U+0000'],
  ['query ($name: String = "\\u0000") { search(query: $name) }', '"$name" has the character U+0000'],
  ['{ search { ... on X { similar(to: """\0""") } } }', '"to" has the character U+0000'],
  ['{ search(filter: { minRating: 1e999 }) }', '"filter.minRating" is not a number of 64 bits'],
])('refuses the literal in %s', (text, message) => {
  const [error, more] = literal(text);
  expect(error?.message).toContain(message);
  expect(error?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
  expect(more).toBeUndefined();
});

test('takes ordinary documents and variables', () => {
  expect(literal('{ search(query: "mouse", first: 3, filter: { minRating: 1e308 }) }')).toEqual([]);
  expect(variableErrors(undefined)).toEqual([]);
  expect(variableErrors({ a: null, b: [1, 'two', { c: true }] })).toEqual([]);
});

test.each([
  [{ query: '\ud800' }, '"$query" has the character U+D800, which cannot be stored'],
  [{ filter: { brands: ['a', '\0'] } }, '"$filter.brands.1" has the character U+0000'],
  [{ first: Infinity }, '"$first" is not a number of 64 bits'],
])('refuses the variables %j', (variables, message) => {
  const errors = variableErrors(variables);
  expect(errors.map((error) => error.extensions)).toEqual([{ code: 'BAD_USER_INPUT' }]);
  expect(errors[0]?.message).toContain(message);
});

test('refuses values nested as deep as a body is long, without running out of stack', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  const [error] = variableErrors({ ids: deep });
  expect(error?.message).toMatch(/^"\$ids\.0[.0]+" is nested more than 32 levels deep$/);
});

test('says it ten times at most, with no more of a name than a person reads', () => {
  const long = 'k'.repeat(100_000);
  const variables = { [long]: Array.from({ length: 10_000 }, () => '\0') };
  const literals = literal(`query ($${long}: [String!] = [${'"\\u0000" '.repeat(1_000)}]) { search }`);
  for (const errors of [variableErrors(variables), literals]) {
    expect(errors).toHaveLength(10);
    expect(errors[0]?.message).toMatch(/^"\$k{150,200}…" has the character U\+0000, which cannot be stored$/);
  }
});
