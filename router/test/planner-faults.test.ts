import { describe, expect, it } from 'vitest';
import { type ComposedGraph, composeGraph } from './composed-graph.ts';
import { codes, run } from './execute.ts';

/** What Apollo's planner gets wrong without a word, with what was found in issues of other gateways: see docs/router.md. */

const execute = async (graph: ComposedGraph, query: string, variables: Record<string, unknown> = {}) => {
  const executor = await graph.executor();
  const answer = await run(executor, query, variables);
  await executor.stop();
  return answer;
};

describe('a requirement of an entity that has several keys', () => {
  const parcel = { number: '7', place: { street: 'S', house: '1', country: 'DE' } };
  const graph = composeGraph({
    post: {
      sdl: `
        type Query { parcels: [Parcel!]! }
        type Parcel
          @key(fields: "place { street house }", resolvable: false)
          @key(fields: "number", resolvable: false)
          @key(fields: "number place { house country }") {
          number: ID! place: Place! weight: Int @external postage: Int @requires(fields: "weight")
        }
        type Place { street: ID! house: ID! country: ID! }`,
      resolvers: {
        Query: { parcels: () => [parcel] },
        Parcel: {
          __resolveReference: (given: { number?: string; place: { country?: string }; weight: number }) =>
            given.number === '7' && given.place.country === 'DE' ? { ...parcel, weight: given.weight } : null,
          postage: ({ weight }: { weight: number }) => weight * 2,
        },
      },
    },
    scales: {
      sdl: `type Parcel @key(fields: "number") { number: ID! weight: Int }`,
      resolvers: { Parcel: { __resolveReference: (given: object) => given, weight: () => 21 } },
    },
  });

  it('is sent with a key by which the subgraph finds it', async () => {
    expect(await execute(graph, '{ parcels { number weight postage } }')).toEqual({
      data: { parcels: [{ number: '7', weight: 21, postage: 42 }] },
    });
  });
});

describe('a field to which there is no way', () => {
  const graph = composeGraph({
    one: {
      sdl: `
        interface Node @key(fields: "id") { id: ID! }
        type Query { node: Node other: Int }`,
      resolvers: {
        Query: { node: () => ({ __typename: 'Node', id: 'n1' }), other: () => 1 },
        Node: { __resolveType: () => 'Node' },
      },
    },
    two: {
      sdl: `
        type Node @key(fields: "id", resolvable: false) @interfaceObject { id: ID! title: String }
        type Query { nearest: Node }`,
      resolvers: { Query: { nearest: () => ({ id: 'n2', title: 'Two' }) } },
    },
  });

  it.each([
    '{ node { title } }',
    '{ node { id title } }',
    '{ other node { title } }',
    '{ n: node { t: title } other }',
  ])('is an error and not left out: %s', async (query) => {
    const answer = await execute(graph, query);
    expect(answer.data ?? null).toBeNull();
    expect(codes(answer)).toEqual(['INTERNAL_SERVER_ERROR']);
  });

  it('leaves other queries as they are', async () => {
    expect(await execute(graph, '{ nearest { id title } other }')).toEqual({
      data: { nearest: { id: 'n2', title: 'Two' }, other: 1 },
    });
  });
});

describe('plans of one query', () => {
  const graph = composeGraph({
    people: {
      sdl: `
        type Query { person: Person }
        type Person @key(fields: "id") { id: ID! home: Home }
        type Home { street: String city: City }
        type City { name: String code: String }`,
      resolvers: {
        Query: { person: () => ({ id: '1', home: { street: 'S', city: { name: 'Bonn', code: '53' } } }) },
        Person: { __resolveReference: ({ id }: object & { id: string }) => ({ id, home: { street: 'S' } }) },
      },
    },
    post: {
      sdl: `
        type Person @key(fields: "id") {
          id: ID! home: Home @external
          label: String @requires(fields: "home { street city { code } }")
          sign: String @requires(fields: "home { street }")
        }
        type Home @external { street: String city: City }
        type City @external { code: String }`,
      resolvers: {
        Person: {
          __resolveReference: (person: object) => person,
          label: ({ home }: { home: { street: string; city: { code: string } } }) => `${home.street} ${home.city.code}`,
          sign: ({ home }: { home: object }) => Object.keys(home).join(),
        },
      },
    },
  });

  it('leave those of others as they are, whatever is required within each other', async () => {
    const executor = await graph.executor();
    const queries = {
      '{ person { home { city { name } } label } }': { home: { city: { name: 'Bonn' } }, label: 'S 53' },
      '{ person { sign } }': { sign: 'street' },
      '{ person { label } }': { label: 'S 53' },
      '{ person { home { city { name } } } }': { home: { city: { name: 'Bonn' } } },
    };
    for (let i = 0; i < 2; i += 1)
      for (const [query, person] of Object.entries(queries))
        expect(await run(executor, query)).toEqual({ data: { person } });
    // Other plans, in another order, over the same planner.
    for (const [query, person] of Object.entries(queries).reverse())
      expect(await run(executor, query.replace('person', 'person: person '))).toEqual({ data: { person } });
    await executor.stop();
  });
});
