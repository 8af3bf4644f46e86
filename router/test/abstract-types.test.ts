import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Executor } from '../src/executor/executor.ts';
import { type ComposedGraph, composeGraph } from './composed-graph.ts';
import { codes, paths, run } from './execute.ts';

const media = [
  { __typename: 'Book', id: '1', title: 'Emma', pages: 300, length: 300, chapters: [['i', 'ii'], ['iii']] },
  { __typename: 'Film', id: '2', title: 'Alien', minutes: 117, length: 'long' },
  { __typename: 'Book', id: '3', title: 'Ulysses', pages: 700, length: 700, chapters: [] },
];
const byId = (id: string) => media.find((one) => one.id === id) ?? null;
const authors = [{ __typename: 'Author', id: 'a1', name: 'Jane' }];

let graph: ComposedGraph;
let ours: Executor;
let apollo: Executor;

beforeAll(async () => {
  graph = composeGraph({
    library: {
      sdl: `
        type Query { media: [Media!]!  found: [Result]  shelves: [[Media!]!]!  one(id: ID!): Media }
        interface Media @key(fields: "id") { id: ID! title: String! }
        type Book implements Media @key(fields: "id") { id: ID! title: String! pages: Int length: Int chapters: [[Chapter!]!]! }
        type Film implements Media @key(fields: "id") { id: ID! title: String! minutes: Int length: String }
        type Chapter @key(fields: "id") { id: ID! }
        type Author @key(fields: "id") { id: ID! name: String! }
        union Result = Book | Film | Author
      `,
      resolvers: {
        Query: {
          media: () => media,
          found: () => [media[0], null, authors[0], media[1]],
          shelves: () => [[media[0], media[1]], [], [media[2]]],
          one: (_: unknown, { id }: { id: string }) => byId(id),
        },
        Media: {
          __resolveReference: ({ id }: { id: string }) => byId(id),
          __resolveType: ({ __typename }: any) => __typename,
        },
        Result: { __resolveType: ({ __typename }: any) => __typename },
        Book: {
          __resolveReference: ({ id }: { id: string }) => byId(id),
          chapters: ({ chapters }: { chapters: string[][] }) => chapters.map((part) => part.map((id) => ({ id }))),
        },
        Film: { __resolveReference: ({ id }: { id: string }) => byId(id) },
        Author: { __resolveReference: () => authors[0] },
      },
    },
    reviews: {
      sdl: `
        type Query { best: [Media!]! }
        type Media @key(fields: "id") @interfaceObject { id: ID! score: Float reviews: [Review!]! }
        type Review { body: String! of: Media! }
        type Author @key(fields: "id") { id: ID! score: Int }
        type Chapter @key(fields: "id") { id: ID! score: Int }
      `,
      resolvers: {
        Query: { best: () => [{ id: '2' }, { id: '1' }] },
        Media: {
          __resolveReference: (ref: object) => ref,
          score: ({ id }: { id: string }) => Number(id) / 2,
          reviews: ({ id }: { id: string }) => [{ body: `on ${id}`, of: { id } }],
        },
        Author: { __resolveReference: (ref: object) => ref, score: () => 5 },
        Chapter: { __resolveReference: (ref: object) => ref, score: ({ id }: { id: string }) => id.length },
      },
    },
  });
  ours = await graph.executor();
  apollo = await graph.executor('apollo');
});
afterAll(() => Promise.all([ours.stop(), apollo.stop()]));

const queries: Record<string, string> = {
  'fields of an interface': '{ media { id title score } }',
  'types of an interface':
    '{ media { __typename ... on Book { pages score } ... on Film { minutes kind: __typename } } }',
  'an interface within an interface': '{ media { ... on Media { ... on Book { title } score } } }',
  'a union': '{ found { __typename ... on Media { title score } ... on Author { name score } } }',
  'a union without what it has': '{ found { ... on Author { name } } }',
  'fields of one name and different types': '{ media { ... on Book { length } ... on Film { length } } }',
  'lists in lists': '{ shelves { id score ... on Book { chapters { id score } } } }',
  'an interface object first': '{ best { id score } }',
  'an interface object whose type is asked for': '{ best { __typename id title ... on Film { minutes } } }',
  'an interface object within another': '{ best { reviews { body of { id title score } } } }',
  'an entity that does not exist': '{ one(id: "7") { id score } also: one(id: "1") { reviews { of { __typename } } } }',
  'fragments that overlap':
    'query { media { ...A ...B } } fragment A on Media { score reviews { body } } fragment B on Media { reviews { of { title } } ... on Book { pages reviews { of { ... on Book { pages } } } } }',
};

describe.each(Object.entries(queries))('%s', (_, query) => {
  it('is answered as by Apollo', async () => {
    const expected = await run(apollo, query);
    expect(expected.errors).toBeUndefined();
    expect(await run(ours, query)).toEqual(expected);
  });
});

describe('what other gateways have answered wrong in silence', () => {
  it.each([
    [
      'an alias that is a field of another type',
      '{ media { ... on Film { pages: minutes } ... on Book { pages } } }',
      { media: [{ pages: 300 }, { pages: 117 }, { pages: 700 }] },
    ],
    [
      'types of an interface object, with __typename inside and outside',
      '{ best { __typename title ... on Book { __typename score } } }',
      {
        best: [
          { __typename: 'Film', title: 'Alien' },
          { __typename: 'Book', title: 'Emma', score: 0.5 },
        ],
      },
    ],
    [
      'fragments on an interface and on its types, within each other',
      `{ media { ...OfBook ...OfMedia } }
       fragment OfBook on Book { pages ...Inner } fragment OfMedia on Media { ...Inner }
       fragment Inner on Media { ... on Film { minutes score } ... on Book { title score } }`,
      {
        media: [
          { pages: 300, title: 'Emma', score: 0.5 },
          { minutes: 117, score: 1 },
          { pages: 700, title: 'Ulysses', score: 1.5 },
        ],
      },
    ],
    [
      'an alias that is the name of a type, or of a key',
      '{ Media: one(id: "1") { id: title Book: __typename reviews { of { id: title score } } } }',
      { Media: { id: 'Emma', Book: 'Book', reviews: [{ of: { id: 'Emma', score: 0.5 } }] } },
    ],
    [
      'an alias of __type and of __typename at the root',
      '{ type: __type(name: "Book") { id: name } __schema: __typename }',
      { type: { id: 'Book' }, __schema: 'Query' },
    ],
    [
      'two lists of one field, one with fewer fields',
      '{ media { reviews { body } again: reviews { of { id } } } }',
      {
        media: ['1', '2', '3'].map((id) => ({ reviews: [{ body: `on ${id}` }], again: [{ of: { id } }] })),
      },
    ],
  ])('%s', async (_, query, data) => {
    expect(await run(ours, query)).toEqual({ data });
  });
});

it('an interface object of an unknown type is not shown as an interface', async () => {
  graph.instead.set('library', () => Promise.reject(new Error('away')));
  expect(await run(ours, '{ best { id score } }')).toEqual({
    data: {
      best: [
        { id: '2', score: 1 },
        { id: '1', score: 0.5 },
      ],
    },
  });
  const answer = await run(ours, '{ best { id __typename } }');
  graph.instead.clear();
  expect(answer.data).toBeNull();
  expect(codes(answer)).toEqual(['SERVICE_UNAVAILABLE']);
  expect(paths(answer)).toHaveLength(1);
});

it('a fragment that can never apply, by those around it, is answered with nothing', async () => {
  const query = '{ found { ... on Media { ... on Result { ... on Author { name } ... on Film { minutes } } } } }';
  expect(await run(ours, query)).toEqual({ data: { found: [{}, null, {}, { minutes: 117 }] } });
});

it('a fragment on a union stands within an interface object', async () => {
  const query = '{ best { ... on Result { __typename ... on Media { title } } } }';
  expect(await run(ours, query)).toEqual({
    data: {
      best: [
        { __typename: 'Film', title: 'Alien' },
        { __typename: 'Book', title: 'Emma' },
      ],
    },
  });
});

it('what only one type has is told for that type alone where its subgraph is away', async () => {
  graph.instead.set('reviews', () => Promise.reject(new Error('away')));
  const answer = await run(ours, '{ found { ... on Author { name score } ... on Book { title score } } }');
  graph.instead.clear();
  expect(answer.data).toEqual({
    found: [{ title: 'Emma', score: null }, null, { name: 'Jane', score: null }, {}],
  });
  expect(paths(answer).sort()).toEqual(['found.0.score', 'found.2.score']);
});
