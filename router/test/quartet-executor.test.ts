import { AppError } from '@quartet/service-kit';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Executor } from '../src/executor/executor.ts';
import { type ComposedGraph, composeGraph } from './composed-graph.ts';
import { codes, paths, run } from './execute.ts';

const NAMES: Record<string, string> = { a: 'Anvil', b: 'Bell', c: 'Cup' };
const GRAMS: Record<string, number> = { a: 900, b: 50, c: 200 };
const inStock = (sku: string) => sku !== 'c';

let graph: ComposedGraph;
let executor: Executor;
let weightsFail = false;
let renamed: string[] = [];

beforeAll(async () => {
  graph = composeGraph({
    catalog: {
      sdl: `
        type Query { product(sku: ID!): Product  products: [Product!]!  node(sku: ID!): Node }
        type Mutation { rename(sku: ID!): Product }
        interface Node { sku: ID! }
        type Product implements Node @key(fields: "sku") {
          sku: ID! name: String! weightGrams: Int price(currency: String!): Int maker: Maker! similar: [Product!]!
        }
        type Maker @key(fields: "id { region number }") { id: MakerId! name: String! }
        type MakerId @shareable { region: String! number: Int! }
      `,
      resolvers: {
        Query: {
          product: (_: unknown, { sku }: { sku: string }) => (NAMES[sku] ? { sku } : null),
          products: () => Object.keys(NAMES).map((sku) => ({ sku })),
          node: (_: unknown, { sku }: { sku: string }) => ({ __typename: 'Product', sku }),
        },
        Mutation: { rename: (_: unknown, { sku }: { sku: string }) => (renamed.push(sku), { sku }) },
        Node: { __resolveType: () => 'Product' },
        Product: {
          __resolveReference: (ref: object) => ref,
          name: ({ sku }: { sku: string }) => NAMES[sku],
          weightGrams: ({ sku }: { sku: string }) => {
            if (weightsFail) throw new AppError('SERVICE_UNAVAILABLE', 'No weights right now');
            return GRAMS[sku];
          },
          price: (_: unknown, { currency }: { currency: string }) => (currency === 'EUR' ? 10 : 11),
          maker: () => ({ id: { region: 'eu', number: 7 }, name: 'Acme' }),
          similar: ({ sku }: { sku: string }) =>
            Object.keys(NAMES)
              .filter((one) => one !== sku)
              .map((one) => ({ sku: one })),
        },
        Maker: { __resolveReference: (ref: object) => ref },
      },
    },
    stock: {
      sdl: `
        type Query { shelf: [Product!]! }
        type Mutation { reserve(sku: ID!): Boolean  release(sku: ID!): Boolean }
        type Product @key(fields: "sku") {
          sku: ID! weightGrams: Int @external inStock: Boolean!
          freight(country: String!): Int @requires(fields: "weightGrams")
          parcel: String @requires(fields: "weightGrams")
        }
        type Maker @key(fields: "id { region number }") { id: MakerId! rating: Int }
        type MakerId @shareable { region: String! number: Int! }
      `,
      resolvers: {
        Query: { shelf: () => [{ sku: 'a' }, { sku: 'b' }] },
        Mutation: {
          reserve: (_: unknown, { sku }: { sku: string }) => (renamed.push(`reserve ${sku}`), true),
          release: (_: unknown, { sku }: { sku: string }) => (renamed.push(`release ${sku}`), true),
        },
        Product: {
          __resolveReference: (ref: object) => ref,
          inStock: ({ sku }: { sku: string }) => inStock(sku),
          freight: ({ weightGrams }: { weightGrams: number }) => weightGrams * 2,
          parcel: ({ weightGrams }: { weightGrams: number }) => (weightGrams > 500 ? 'box' : 'letter'),
        },
        Maker: { __resolveReference: (ref: object) => ref, rating: ({ id }: { id: { number: number } }) => id.number },
      },
    },
  });
  executor = await graph.executor();
});

afterEach(() => {
  graph.instead.clear();
  graph.calls.length = 0;
  weightsFail = false;
  renamed = [];
});

const ask = (query: string, variables?: Record<string, unknown>) => run(executor, query, variables);

describe('names that a client gives', () => {
  it('may be those of keys, of __typename and of what another subgraph requires', async () => {
    expect(
      await ask(
        '{ product(sku: "a") { sku: name weightGrams: parcel __typename: inStock id: sku freight(country: "DE") } }',
      ),
    ).toEqual({
      data: {
        product: { sku: 'Anvil', weightGrams: 'box', __typename: true, id: 'a', freight: 1800 },
      },
    });
  });

  it('may be those of every object in JavaScript', async () => {
    const answer = await ask('{ __proto__: product(sku: "a") { constructor: name toString: inStock __proto__: sku } }');
    expect(JSON.stringify(answer)).toBe(
      '{"data":{"__proto__":{"constructor":"Anvil","toString":true,"__proto__":"a"}}}',
    );
  });

  it('stand in the paths of errors', async () => {
    weightsFail = true;
    const answer = await ask('{ as_is: product(sku: "a") { sku: weightGrams } }');
    expect(answer).toMatchObject({ data: { as_is: { sku: null } } });
    expect(paths(answer)).toEqual(['as_is.sku']);
  });

  it('may be the same for one field with other arguments on the way', async () => {
    const query =
      '{ one: product(sku: "a") { price(currency: "EUR") dollars: price(currency: "USD") } two: product(sku: "b") { sku } }';
    expect(await ask(query)).toEqual({ data: { one: { price: 10, dollars: 11 }, two: { sku: 'b' } } });
  });

  it('are in the order of the operation, those of fragments included', async () => {
    const { data } = await ask(
      '{ product(sku: "a") { ...B inStock ... on Node { sku } name } } fragment B on Product { parcel maker { rating name } }',
    );
    expect(JSON.stringify(data)).toBe(
      '{"product":{"parcel":"box","maker":{"rating":7,"name":"Acme"},"inStock":true,"sku":"a","name":"Anvil"}}',
    );
  });
});

describe('a condition', () => {
  const query = `query ($on: Boolean!) { product(sku: "a") {
    inStock freight(country: "DE") @include(if: $on) parcel @skip(if: $on)
  } }`;

  it('that leaves a field with requirements out costs its siblings nothing', async () => {
    const alone = 'query ($on: Boolean!) { product(sku: "a") { inStock freight(country: "DE") @include(if: $on) } }';
    expect(await ask(alone, { on: false })).toEqual({ data: { product: { inStock: true } } });
    expect(await ask(alone, { on: true })).toEqual({ data: { product: { inStock: true, freight: 1800 } } });
  });

  it('may be opposite to another one', async () => {
    expect(await ask(query, { on: true })).toEqual({ data: { product: { inStock: true, freight: 1800 } } });
    expect(await ask(query, { on: false })).toEqual({ data: { product: { inStock: true, parcel: 'box' } } });
  });

  it('has the default of its variable, and may leave nothing', async () => {
    const nothing =
      'query ($on: Boolean = true) { product(sku: "a") { name @skip(if: $on) } none: product(sku: "x") { name @skip(if: $on) } }';
    expect(await ask(nothing)).toEqual({ data: { product: {}, none: null } });
    expect(await ask('{ product(sku: "a") @skip(if: true) { name } }')).toEqual({ data: {} });
    expect(graph.calls.length).toBe(1);
  });

  it('is not a requirement that did not come: then nothing is computed of less than all, and each loss is told', async () => {
    graph.instead.set('catalog', (request, answer) =>
      request.query.includes('_entities') ? Promise.reject(new Error('away')) : answer(),
    );
    const answer = await ask('{ shelf { sku inStock parcel } }');
    expect(answer.data).toEqual({ shelf: ['a', 'b'].map((sku) => ({ sku, inStock: true, parcel: null })) });
    expect(paths(answer)).toEqual(['shelf.0.parcel', 'shelf.1.parcel']);
    expect(codes(answer)).toEqual(['SERVICE_UNAVAILABLE']);
  });

  it('is not a requirement that is null: a subgraph gets it as it is', async () => {
    weightsFail = true;
    const answer = await ask('{ product(sku: "a") { weightGrams inStock parcel } }');
    expect(answer.data).toEqual({ product: { weightGrams: null, inStock: true, parcel: 'letter' } });
    expect(paths(answer)).toEqual(['product.weightGrams']);
  });
});

it('an entity that does not exist takes away what may not be null around it without an error', async () => {
  graph.instead.set('catalog', (request, answer) =>
    request.query.includes('_entities') ? { data: { _entities: [null, null] } } : answer(),
  );
  expect(await ask('{ shelf { name } product(sku: "a") { name } }')).toEqual({
    data: null,
  });
});

describe('a list of entities', () => {
  const query = '{ products { sku inStock } }';
  const answerWith = (change: (entities: object[]) => unknown) =>
    graph.instead.set('stock', async (_request, answer) => {
      const { data } = await answer();
      return { data: { _entities: change(data?._entities as object[]) } };
    });

  it.each([
    ['shorter', (entities: object[]) => entities.slice(1)],
    ['longer', (entities: object[]) => [...entities, ...entities]],
    ['missing', () => null],
    ['no list', () => ({})],
  ])('that is %s is given to nobody', async (_, change) => {
    answerWith(change);
    const answer = await ask('{ products { sku maker { rating name } } }');
    expect(answer.data).toEqual({
      products: ['a', 'b', 'c'].map((sku) => ({ sku, maker: { rating: null, name: 'Acme' } })),
    });
    expect(paths(answer)).toEqual([0, 1, 2].map((index) => `products.${index}.maker.rating`));
    expect(codes(answer)).toEqual(['SERVICE_UNAVAILABLE']);
  });

  it('with entities of another type or another key gives them to nobody', async () => {
    for (const wrong of [{ __typename: 'Maker' }, { sku: 'z' }]) {
      answerWith((entities) => entities.map((entity) => ({ ...entity, ...wrong })));
      const answer = await ask('{ one: product(sku: "a") { sku parcel } three: product(sku: "c") { sku parcel } }');
      expect(answer.data).toMatchObject({ one: { parcel: null }, three: { parcel: null } });
      expect(paths(answer)).toEqual(['one.parcel', 'three.parcel']);
    }
    expect(await ask(query)).toMatchObject({ data: null });
  });
});

describe('an answer of a subgraph', () => {
  it.each([
    ['nulls where nothing is to be said', { errors: null, extensions: null }, undefined],
    ['an error without a path', { errors: [{ message: 'x', path: null, extensions: null }] }, ['shelf']],
    ['an error with a path to nowhere', { errors: [{ message: 'x', path: ['shelf', 7, 'sku'] }] }, ['shelf']],
    ['an error with a path of others', { errors: [{ message: 'x', path: ['products'] }] }, ['shelf']],
  ])('with %s is used as far as it is good', async (_, added, told) => {
    graph.instead.set('stock', async (_request, answer) => ({ ...(await answer()), ...added }));
    const answer = await ask('{ shelf { sku } product(sku: "a") { name } }');
    expect(answer.data).toEqual({ shelf: [{ sku: 'a' }, { sku: 'b' }], product: { name: 'Anvil' } });
    expect(answer.errors ? paths(answer) : undefined).toEqual(told);
  });

  it.each([{ data: null }, {}, { data: {} }, null, []])(
    'of nothing (%j) is told where it is missing',
    async (nothing) => {
      graph.instead.set('catalog', () => nothing);
      const answer = await ask('{ product(sku: "a") { name } node(sku: "a") { sku } }');
      expect(answer.data).toEqual({ product: null, node: null });
      expect(paths(answer)).toEqual(['product', 'node']);
      expect(codes(answer)).toEqual(['SERVICE_UNAVAILABLE']);
    },
  );

  it('with a value that is not of its type shows null and an error', async () => {
    graph.instead.set('catalog', () => ({ data: { product: { sku: 'a', weightGrams: 'heavy' } } }));
    const answer = await ask('{ product(sku: "a") { sku weightGrams } }');
    expect(answer.data).toEqual({ product: { sku: 'a', weightGrams: null } });
    expect(paths(answer)).toEqual(['product.weightGrams']);
    expect(codes(answer)).toEqual(['INTERNAL_SERVER_ERROR']);
  });

  it('without what is never null takes what is around it away, and says so once', async () => {
    graph.instead.set('catalog', () => ({ data: { products: [{ sku: 'a' }, { sku: null }] } }));
    const answer = await ask('{ products { sku } }');
    expect(answer.data).toBeNull();
    expect(answer.errors).toHaveLength(1);
    expect(codes(answer)).toEqual(['INTERNAL_SERVER_ERROR']);
  });
});

describe('mutations', () => {
  const query = 'mutation { rename(sku: "a") { sku inStock } reserve(sku: "a") again: rename(sku: "b") { name } }';

  it('keep their order where fragments are around some of them', async () => {
    await ask(`mutation { ...A release(sku: "a") ...B }
      fragment A on Mutation { reserve(sku: "a") } fragment B on Mutation { rename(sku: "a") { sku } }`);
    expect(renamed).toEqual(['reserve a', 'release a', 'a']);
  });

  it('run one after the other', async () => {
    expect(await ask(query)).toEqual({
      data: { rename: { sku: 'a', inStock: true }, reserve: true, again: { name: 'Bell' } },
    });
    expect(renamed).toEqual(['a', 'reserve a', 'b']);
  });

  it('of one subgraph run one after the other too, each with its own variables and errors', async () => {
    const sent: { query: string; variables: unknown }[] = [];
    graph.instead.set('stock', (request, answer) => {
      sent.push({ query: request.query, variables: request.variables });
      return request.query.includes('release') ? Promise.reject(new Error('away')) : answer();
    });
    const several = `mutation ($a: ID!, $b: ID!) {
      first: reserve(sku: $a) given: release(sku: $b) second: reserve(sku: $b) }`;
    const answer = await run(executor, several, { a: 'a', b: 'b' });
    expect(answer.data).toEqual({ first: true, given: null, second: true });
    expect(paths(answer)).toEqual(['given']);
    expect(renamed).toEqual(['reserve a', 'reserve b']);
    expect(sent.map(({ variables }) => variables)).toEqual([{ a: 'a' }, { b: 'b' }, { b: 'b' }]);
  });

  it('of one subgraph that have not begun do not begin for a client that has gone', async () => {
    const gone = new AbortController();
    graph.instead.set('stock', (_request, answer) => {
      gone.abort();
      return answer();
    });
    await run(executor, 'mutation { reserve(sku: "a") second: reserve(sku: "b") release(sku: "a") }', {}, gone.signal);
    expect(renamed).toEqual(['reserve a']);
  });

  it('that have begun run to their end when the client goes, and others do not begin', async () => {
    const gone = new AbortController();
    let signal: AbortSignal | undefined;
    graph.instead.set('stock', async (request, answer) => {
      if (!request.query.includes('reserve')) return answer();
      gone.abort();
      signal = request.signal;
      return answer();
    });
    await run(executor, query, {}, gone.signal);
    expect(signal?.aborted).toBe(false);
    expect(renamed).toEqual(['a', 'reserve a']);
  });
});

describe('introspection', () => {
  it('stands beside data, with names and fragments of the client', async () => {
    const answer = await ask(
      'query ($name: String!) { sku: __schema { ...S } __typename product(sku: "a") { sku } __type(name: $name) { sku: name } } fragment S on __Schema { __typename sku: queryType { name @skip(if: true) kind } }',
      { name: 'Maker' },
    );
    expect(JSON.stringify(answer)).toBe(
      '{"data":{"sku":{"__typename":"__Schema","sku":{"kind":"OBJECT"}},"__typename":"Query","product":{"sku":"a"},"__type":{"sku":"Maker"}}}',
    );
  });
});
