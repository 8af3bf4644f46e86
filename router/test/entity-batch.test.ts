import { AppError } from '@quartet/service-kit';
import { GraphQLError } from 'graphql';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Executor } from '../src/executor/executor.ts';
import { type ComposedGraph, composeGraph } from './composed-graph.ts';
import { codes, paths, run } from './execute.ts';

let graph: ComposedGraph;
let executor: Executor;
let failing: string[] = [];

/** A product with parts of it in two other subgraphs, one of which begins with a detour. */
beforeAll(async () => {
  graph = composeGraph({
    catalog: {
      sdl: `
        type Query { one: Product  two: Product  three: Product  store: Store }
        type Product @key(fields: "id") { id: ID! }
        type Store @key(fields: "id") { id: ID! }
      `,
      resolvers: {
        Query: {
          one: () => ({ id: '1' }),
          two: () => ({ id: '2' }),
          three: () => ({ id: '1' }),
          store: () => ({ id: 's' }),
        },
      },
    },
    stock: {
      sdl: `
        type Product @key(fields: "id") { id: ID! stock(at: String): Int kind: Kind! }
        type Kind @key(fields: "id") { id: ID! }
        type Store @key(fields: "id") { id: ID! name(language: String): String! }
      `,
      resolvers: {
        Product: {
          __resolveReference: ({ id }: { id: string }) => {
            if (failing.includes(id)) throw new AppError('SERVICE_UNAVAILABLE', 'away');
            return { id };
          },
          stock: ({ id }: { id: string }, { at }: { at?: string }) => Number(id) * (at === 'north' ? 100 : 10),
          kind: () => ({ id: 'k' }),
        },
        Store: {
          __resolveReference: (ref: object) => ref,
          name: (_: unknown, { language }: { language: string }) => `Store ${language}`,
        },
      },
    },
    search: {
      sdl: `type Kind @key(fields: "id") { id: ID! similar(first: Int!): [Int!]! }`,
      resolvers: {
        Kind: {
          __resolveReference: (ref: object) => ref,
          similar: (_: unknown, { first }: { first: number }) => Array.from({ length: first }, (_one, at) => at),
        },
      },
    },
  });
  executor = await graph.executor();
});
afterEach(() => {
  graph.calls.length = 0;
  graph.instead.clear();
  failing = [];
});

const callsOf = (name: string) => graph.calls.filter((call) => call.name === name).map(({ request }) => request);

describe('fetches of one subgraph that are ready at the same time', () => {
  it('go out as one request, with the variables of all', async () => {
    const query = 'query Shop($at: String, $in: String) { one { stock(at: $at) } store { name(language: $in) } }';
    const answer = await run(executor, query, { at: 'north', in: 'de' });
    expect(answer).toEqual({ data: { one: { stock: 100 }, store: { name: 'Store de' } } });
    const [only, ...more] = callsOf('stock');
    expect(more).toEqual([]);
    expect(only?.query).toContain('e0:_entities(representations:$__e0)');
    expect(only?.variables).toMatchObject({ at: 'north', in: 'de', __e0: [{ id: '1' }], __e1: [{ id: 's' }] });
  });

  it('ask for their entities together where they select the same, each once', async () => {
    const answer = await run(executor, '{ one { stock } two { stock } three { stock } }');
    expect(answer).toEqual({ data: { one: { stock: 10 }, two: { stock: 20 }, three: { stock: 10 } } });
    expect(callsOf('stock').map(({ variables }) => variables)).toEqual([
      {
        representations: [
          { __typename: 'Product', id: '1' },
          { __typename: 'Product', id: '2' },
        ],
      },
    ]);
  });

  it('have objects of their own: what follows may differ', async () => {
    const answer = await run(
      executor,
      '{ one { kind { similar(first: 1) } } three { kind { similar(first: 3) } } two { kind { id } } }',
    );
    expect(answer.data).toEqual({
      one: { kind: { similar: [0] } },
      three: { kind: { similar: [0, 1, 2] } },
      two: { kind: { id: 'k' } },
    });
  });

  it('have errors of their own', async () => {
    failing = ['1'];
    const answer = await run(executor, '{ one { stock } two { stock } three { stock(at: "north") } store { name } }');
    expect(answer.data).toEqual({
      one: { stock: null },
      two: { stock: 20 },
      three: { stock: null },
      store: { name: 'Store undefined' },
    });
    expect(paths(answer).sort()).toEqual(['one.stock', 'three.stock']);
    expect(codes(answer)).toEqual(['SERVICE_UNAVAILABLE']);
  });

  it('go out one by one, once, where nothing came of them together', async () => {
    graph.instead.set('stock', (request, answer) =>
      request.query.includes('e1:') ? { data: null, errors: [new GraphQLError('too many aliases')] } : answer(),
    );
    const answer = await run(executor, '{ one { stock } store { name } }');
    expect(answer).toEqual({ data: { one: { stock: 10 }, store: { name: 'Store undefined' } } });
    expect(callsOf('stock')).toHaveLength(3);
    graph.instead.set('stock', () => ({
      data: null,
      errors: [new GraphQLError('x', { extensions: { code: 'TIMEOUT' } })],
    }));
    graph.calls.length = 0;
    expect(paths(await run(executor, '{ one { stock } store { name } }')).sort()).toEqual(['one.stock', 'store']);
    expect(callsOf('stock')).toHaveLength(1);
  });

  it('go out one by one where their subgraph is to get them so', async () => {
    const plain = await graph.executor('quartet', { mergesFetches: (name) => name !== 'stock' });
    expect(await run(plain, '{ one { stock } store { name(language: "fr") } }')).toEqual({
      data: { one: { stock: 10 }, store: { name: 'Store fr' } },
    });
    expect(callsOf('stock')).toHaveLength(2);
  });
});
