import { type GraphQLError, buildSchema, getIntrospectionQuery, parse } from 'graphql';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CostLimits, type Verdict, createCostGate } from '../src/cost/cost-gate.ts';
import type { Variables } from '../src/cost/input-cost.ts';
import { costLimits, limitSettings } from '../src/limits.ts';
import { operationOf } from '../src/executor/selections.ts';
import { flagship, supergraphSdl } from './fake-graph.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const schema = buildSchema(read('schema/api.graphql'));
const defaults = costLimits(limitSettings.parse({}));

function check(query: string, variables: Variables = {}, limits: Partial<CostLimits> = {}): Verdict {
  const gate = createCostGate({ schema, supergraphSdl, limits: { ...defaults, ...limits } });
  const document = parse(query);
  return gate.check({ document, operation: operationOf(document)!, variables });
}
const cost = (query: string, variables: Variables = {}) => check(query, variables).cost;
const code = ({ refusal }: Verdict) => refusal?.extensions.code;
const message = ({ refusal }: { refusal?: GraphQLError }) => refusal?.message ?? '';
const times = (count: number, part: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => part(at)).join(' ');
const nested = (levels: readonly string[], leaf: string) =>
  levels.reduceRight((inner, level) => `${level} { ${inner} }`, leaf);

describe('the cost of a query', () => {
  it('is one for each value, and the weights of the schema', () => {
    expect(cost('{ me { id email } }')).toBe(3);
    expect(cost('{ product(id: "1") { id __typename } }')).toBe(10 + 3);
  });

  it('multiplies with the length of each list around it: what is asked for, else what the schema says', () => {
    const one = 1 + 1; // a product and its id
    const connection = 500 + 1;
    expect(cost('{ products(first: 3) { nodes { id } } }')).toBe(connection + 3 * one);
    expect(cost('{ products { nodes { id } } }')).toBe(connection + 20 * one);
    expect(cost('query ($n: Int) { products(first: $n) { nodes { id } } }', { n: 7 })).toBe(connection + 7 * one);
    expect(cost('query ($n: Int = 9) { products(first: $n) { nodes { id } } }')).toBe(connection + 9 * one);
    expect(cost('query ($n: Int = 9) { products(first: $n) { nodes { id } } }', { n: null })).toBe(
      connection + 20 * one,
    );
    expect(cost('{ categories { children { id } } }')).toBe(12 * (1 + 8 * (1 + 1)));
    expect(cost('{ categories { id children { children { id } } } }')).toBe(12 * (2 + 8 * (1 + 8 * 2)));
    expect(cost('{ product(id: "1") { similar(first: 4) { similar(first: 5) { id } } } }')).toBe(
      10 + 1 + 20 + 4 * (1 + 20 + 5 * 2),
    );
  });

  it('counts nodes and edges, also behind fragments', () => {
    const both = '{ products(first: 3) { nodes { id } edges { node { id } } } }';
    expect(cost(both)).toBe(500 + 1 + 3 * 2 + 3 * 3);
    const spread = `{ products(first: 3) { ...P } } fragment P on ProductConnection { nodes { id } ... { edges { node { id } } } }`;
    expect(cost(spread)).toBe(cost(both));
  });

  it('counts aliases and each use of a fragment', () => {
    expect(cost('{ a: me { id } b: me { id } }')).toBe(4);
    expect(cost('{ a: me { ...U } b: me { ...U } } fragment U on User { id email }')).toBe(6);
  });

  it('counts what is sent', () => {
    const search =
      'query ($brands: [String!]) { products(first: 0, filter: { brands: $brands }) { pageInfo { endCursor } } }';
    expect(cost(search, { brands: ['a', 'b', 'c'] }) - cost(search)).toBe(3);
    expect(cost(search.replace('$brands }', '["a", "b"] }').replace('($brands: [String!])', '')) - cost(search)).toBe(
      2,
    );
  });

  it('of an empty or negative page is that of one entry', () => {
    for (const first of [0, -1, -2_147_483_648])
      expect(cost(`{ products(first: ${first}) { nodes { id } } }`)).toBe(
        cost('{ products(first: 1) { nodes { id } } }'),
      );
  });

  it('stays a number whatever is multiplied', () => {
    const levels = Array.from({ length: 60 }, () => 'similar(first: 2147483647)');
    const verdict = check(`{ product(id: "1") { ${nested(levels, 'id')} } }`);
    expect(Number.isSafeInteger(verdict.cost)).toBe(true);
    expect(message(check(`{ product(id: "1") { ${nested(levels.slice(0, 5), 'id')} } }`))).toContain(
      'costs more than 1,000,000,000 points, and 40,000 are the most',
    );
    expect(check('query ($n: Int) { products(first: $n) { nodes { id } } }', { n: 1e308 }).cost).toBe(
      Number.MAX_SAFE_INTEGER,
    );
  });
});

describe('what is refused', () => {
  const category = 'id name';
  const deep = Array.from({ length: 18 }, (_, at) => (at % 2 === 0 ? 'children' : 'parent'));
  const twice = (level: number): string =>
    level === 0 ? 'id' : `a: children { ${twice(level - 1)} } b: children { ${twice(level - 1)} }`;

  it.each([
    ['the tree up and down', `{ categories { ${nested(deep, category)} } }`],
    ['the tree with aliases on the inner levels', `{ categories { children { parent { ${twice(4)} } } } }`],
    ['similar of similar', '{ products(first: 100) { nodes { similar(first: 24) { similar(first: 24) { id } } } } }'],
    ['a page without an end', '{ products(first: 2147483647) { nodes { id } } }'],
    [
      '60 log-ins',
      `mutation { ${times(60, (i) => `l${i}: login(input: { email: "a@b.de", password: "x" }) { __typename }`)} }`,
    ],
    [
      '4 log-ins',
      `mutation { ${times(4, (i) => `l${i}: login(input: { email: "a@b.de", password: "x" }) { __typename }`)} }`,
    ],
    [
      '4 registrations',
      `mutation { ${times(4, (i) => `r${i}: register(input: { email: "a@b.de", password: "x" }) { __typename }`)} }`,
    ],
    ['150 searches', `{ ${times(150, (i) => `s${i}: searchProducts(query: "x${i}", first: 1) { totalCount }`)} }`],
    ['20 searches', `{ ${times(20, (i) => `s${i}: searchProducts(query: "x${i}", first: 1) { totalCount }`)} }`],
    ['100 counts', `{ ${times(100, (i) => `s${i}: products(first: 0) { totalCount }`)} }`],
    [
      'introspection within introspection',
      `{ __schema { types { ${'fields { type { '.repeat(6)} name ${'} } '.repeat(6)} } } }`,
    ],
    ['a thousand schemas', `{ ${times(200, (i) => `s${i}: __schema { types { fields { args { name } } } }`)} }`],
  ])('%s', (_, query) => {
    expect(code(check(query))).toBe('QUERY_TOO_EXPENSIVE');
  });

  it('what expands to too many fields, in time of its text', () => {
    const fan = (levels: number) =>
      `{ category(id: "1") { ...F0 } } ${times(levels, (i) => `fragment F${i} on Category { a: parent { ...F${i + 1} } b: parent { ...F${i + 1} } }`)} fragment F${levels} on Category { id }`;
    const started = performance.now();
    const verdict = check(fan(100));
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(code(verdict)).toBe('QUERY_TOO_EXPENSIVE');
    expect(message(verdict)).toContain('The query has more than 1,000,000,000 fields');
    expect(code(check(fan(6)))).toBeUndefined();
  });

  it('what goes from subgraph to subgraph too often', () => {
    const hops = (count: number) =>
      `{ product(id: "1") { ${times(count, (i) => `s${i}: similar(first: 1) { name }`)} } }`;
    expect(check(hops(10)).planSize).toBe(1 + 10 + 10 + 10 * (1 + 1 + 10));
    expect(message(check(hops(100)))).toMatch(/^The query has 1,2\d\d fields .* and 1,000 are the most/);
  });

  it('a fragment that spreads itself costs nothing in itself', () => {
    expect(cost('{ me { ...U } } fragment U on User { id ...U }')).toBe(2);
  });

  it('lists that are too long, by name', () => {
    const brands = Array.from({ length: 101 }, (_, i) => `b${i}`);
    const query = 'query ($filter: ProductFilter) { products(filter: $filter) { nodes { id } } }';
    const verdict = check(query, { filter: { brands } });
    expect(code(verdict)).toBe('BAD_USER_INPUT');
    expect(message(verdict)).toBe('"filter.brands" has 101 values, and a list may have 100 at most');
    expect(message(check(query, { filter: { attributes: [{ name: 'a', in: brands }] } }))).toContain(
      '"filter.attributes.in"',
    );
    expect(message(check(query, { filter: { attributes: brands.map((name) => ({ name })) } }))).toContain(
      '"filter.attributes"',
    );
    expect(message(check(`{ products(filter: { brands: ${JSON.stringify(brands)} }) { nodes { id } } }`))).toContain(
      '"filter.brands"',
    );
    expect(code(check(query, { filter: { brands: brands.slice(1) } }))).toBeUndefined();
  });
});

it('measures a variable of many values once, however often it is used', () => {
  const attributes = Array.from({ length: 100 }, (_, i) => ({
    name: `a${i}`,
    in: Array.from({ length: 100 }, String),
  }));
  const query = `query ($filter: ProductFilter) { ${times(300, (i) => `p${i}: products(filter: $filter) { pageInfo { endCursor } }`)} }`;
  const started = performance.now();
  expect(code(check(query, { filter: { attributes } }))).toBe('QUERY_TOO_EXPENSIVE');
  expect(performance.now() - started).toBeLessThan(10_000);
});

describe('what is answered', () => {
  const operations = readdirSync(new URL('../../packages/client/src/operations', import.meta.url));
  const queries: (readonly [string, string])[] = [
    ['the flagship', flagship],
    ...operations.map((file) => [file, read(`packages/client/src/operations/${file}`)] as const),
    [
      'introspection',
      getIntrospectionQuery({
        descriptions: true,
        inputValueDeprecation: true,
        schemaDescription: true,
        specifiedByUrl: true,
      }),
    ],
    [
      'a page of 100 products',
      '{ products(first: 100) { totalCount pageInfo { endCursor } nodes { id slug name brand priceRange { min { amount currency } max { amount currency } } rating { average count } images { url alt isPrimary } attributes { name label value unit } similar(first: 3) { id name } } } }',
    ],
    [
      'a menu of four levels',
      '{ categories { id slug name children { id slug name children { id slug name children { id slug name } } } } }',
    ],
    [
      'three log-ins',
      `mutation { ${times(3, (i) => `l${i}: login(input: { email: "a@b.de", password: "x" }) { __typename }`)} }`,
    ],
    [
      'a page with five searches',
      `{ ${times(5, (i) => `s${i}: searchProducts(query: "x${i}", first: 24) { totalCount nodes { id slug name brand images { url } } facets { field values { value label count } } }`)} }`,
    ],
  ];
  it.each(queries)('%s', (_, query) => {
    const verdict = check(query, { first: 48 });
    expect(verdict.refusal).toBeUndefined();
  });
});
