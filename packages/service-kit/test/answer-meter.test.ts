import { expect, it } from 'vitest';
import { type AnswerLimits, anonymous, createLogger, createSubgraph } from '../src/index.ts';

const log = createLogger({ name: 'meter-test', level: 'silent' });
const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { things(n: Int!): [Thing!]! texts: [String!]! later: [Thing!] }
  type Thing @key(fields: "id") { id: ID! text: String things(n: Int!): [Thing!]! }
`;
let made = 0;
const things = (_: unknown, { n }: { n: number }) => {
  made += n;
  return Array.from({ length: n }, (__, at) => ({ id: `${at}`, text: 'twenty characters ..' }));
};
const release: (() => void)[] = [];
const subgraph = createSubgraph({
  name: 'things',
  typeDefs,
  resolvers: {
    Query: {
      things,
      texts: () => Array.from({ length: 100 }, () => 'twenty characters ..'),
      later: () => new Promise((resolve) => release.push(() => resolve(things(undefined, { n: 10 })))),
    },
    Thing: {
      things: async (parent: unknown, args: { n: number }) => things(parent, args),
      __resolveReference: (ref: object) => ref,
    },
  },
  createContext: () => ({}),
  log,
});
const run = (query: string, limits?: Partial<AnswerLimits>, signal?: AbortSignal) =>
  subgraph.execute({
    query,
    viewer: anonymous,
    requestId: 'r-1',
    ...(limits && { limits: { values: 1_000, bytes: 1_000_000, ...limits } }),
    ...(signal && { signal }),
  });
const tooLarge = { data: null, errors: [expect.objectContaining({ extensions: { code: 'ANSWER_TOO_LARGE' } })] };

it('answers what is within the limits', async () => {
  const result = await run('{ things(n: 10) { id things(n: 3) { id } } }', { values: 1 + 10 + 10 + 10 + 30 + 30 });
  expect(result.errors).toBeUndefined();
  expect(result.data?.['things']).toHaveLength(10);
});

it('stops at too many values, without making the rest', async () => {
  made = 0;
  expect(
    await run('{ things(n: 10) { things(n: 10) { things(n: 10) { things(n: 10) { id } } } } }', { values: 500 }),
  ).toEqual(tooLarge);
  await new Promise((resolve) => setImmediate(resolve));
  expect(made).toBeLessThan(2_000);
});

it('stops at too many bytes', async () => {
  const query = '{ things(n: 100) { text } }';
  expect((await run(query, { bytes: 5_000 })).errors).toBeUndefined();
  expect(await run(query, { bytes: 2_000 })).toEqual(tooLarge);
  expect(await run('{ texts }', { bytes: 1_000 })).toEqual(tooLarge);
  expect(await run('{ texts }', { values: 50 })).toEqual(tooLarge);
});

it('stops by itself where nobody says how much', async () => {
  expect(await run('{ things(n: 60) { things(n: 60) { things(n: 60) { id } } } }')).toEqual(tooLarge);
});

it('has one error, however many entities were asked for', async () => {
  const representations = Array.from({ length: 50 }, (_, at) => ({ __typename: 'Thing', id: `${at}` }));
  const result = await subgraph.execute({
    query:
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Thing { things(n: 10) { id } } } }',
    variables: { representations },
    viewer: anonymous,
    requestId: 'r-1',
    limits: { values: 200, bytes: 100_000 },
  });
  expect(result).toEqual(tooLarge);
});

it('goes no further once nobody waits any more', async () => {
  const patience = new AbortController();
  const running = run('{ later { things(n: 10) { id } } }', {}, patience.signal);
  await expect.poll(() => release.length).toBe(1);
  patience.abort();
  expect((await running).errors?.[0]?.extensions).toEqual({ code: 'TIMEOUT' });
  made = 0;
  release.pop()?.();
  await new Promise((resolve) => setImmediate(resolve));
  expect(made).toBe(10);
});
