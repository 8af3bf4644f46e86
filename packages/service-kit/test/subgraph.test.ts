import { pino } from 'pino';
import { expect, test } from 'vitest';
import { anonymous, AppError, batchLoader, createSubgraph, type SubgraphRequest } from '../src/index.ts';

const typeDefs = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar DateTime
  scalar EmailAddress
  type Query {
    greeting(name: String!): String
    birthday(of: EmailAddress!): DateTime
    broken: String
    refused: String
    hanging: String
    pear: Pear
  }
  type Pear @key(fields: "id") {
    id: ID!
    weight: Int
  }
  type Plum @key(fields: "id") {
    id: ID!
    weight: Int
  }
`;

const lines: Record<string, unknown>[] = [];
const log = pino(
  { level: 'debug' },
  { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
);
const away = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' });

const subgraph = createSubgraph({
  name: 'fruit',
  typeDefs,
  log,
  createContext: (request) => {
    if (request.requestId === 'no-context') throw away;
    return { pears: batchLoader<string, never>(() => Promise.reject(away)) };
  },
  resolvers: {
    Query: {
      greeting: (_: unknown, { name }: { name: string }) => `Hello ${name}`,
      birthday: () => new Date('2000-02-29T12:00:00Z'),
      broken: () => {
        throw new Error('select password from accounts');
      },
      refused: () => {
        throw new AppError('BAD_USER_INPUT', 'Say please', { details: { secret: 1 } });
      },
      hanging: () => new Promise(() => undefined),
      pear: () => ({ id: '1', weight: 'heavy' }),
    },
    Pear: {
      // Not async on purpose: a plain throw must cost this pear only.
      __resolveReference({ id }: { id: string }, context: { pears: { load(id: string): Promise<unknown> } }) {
        if (id === 'rotten') throw new Error('worm at 10.0.0.7');
        if (id.startsWith('away')) return context.pears.load(id);
        return id === 'none' ? null : { id, weight: 100 };
      },
    },
  },
});

function ask(query: string, rest: Partial<SubgraphRequest> = {}) {
  return subgraph.execute({ query, viewer: anonymous, requestId: 'r1', ...rest });
}

const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Pear { id weight } ... on Plum { id } } }`;
const pears = (...ids: string[]) => ({ representations: ids.map((id) => ({ __typename: 'Pear', id })) });

test('scalars that the SDL declares are checked on the way in and are JSON on the way out', async () => {
  expect(await ask('{ birthday(of: "ada@example.org") }')).toEqual({ data: { birthday: '2000-02-29T12:00:00.000Z' } });
  const refused = await ask('query ($of: EmailAddress!) { b: birthday(of: $of) }', { variables: { of: 'nobody' } });
  expect(refused.data).toEqual({ b: null });
  expect(refused.errors).toMatchObject([{ path: ['b'], extensions: { code: 'BAD_USER_INPUT' } }]);
});

test('a fault costs its own field, is masked, and is logged with the request id', async () => {
  lines.length = 0;
  const result = await ask('{ broken greeting(name: "Ada") }');
  expect(result.data).toEqual({ broken: null, greeting: 'Hello Ada' });
  expect(JSON.parse(JSON.stringify(result.errors))).toEqual([
    {
      message: 'Something went wrong on our side',
      path: ['broken'],
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    },
  ]);
  expect(lines).toMatchObject([
    { requestId: 'r1', path: ['broken'], err: { message: 'select password from accounts' } },
  ]);
});

test('a refusal keeps its words and is not logged', async () => {
  lines.length = 0;
  const { errors } = await ask('{ refused }');
  expect(errors).toMatchObject([{ message: 'Say please', extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(JSON.stringify(errors)).not.toContain('secret');
  expect(lines).toEqual([]);
});

test('a value that cannot be serialised is our fault, not the client’s', async () => {
  expect((await ask('{ pear { id weight } }')).errors).toMatchObject([
    {
      path: ['pear', 'weight'],
      message: 'Something went wrong on our side',
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    },
  ]);
});

test('each entity that fails has its own path; the others stand', async () => {
  const result = await ask(ENTITIES, { variables: pears('1', 'rotten', 'none', '4') });
  expect(result.data).toEqual({ _entities: [{ id: '1', weight: 100 }, null, null, { id: '4', weight: 100 }] });
  expect(result.errors).toMatchObject([{ path: ['_entities', 1], extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
  expect(JSON.stringify(result.errors)).not.toContain('10.0.0.7');
});

test('a batch that fails gives every key of it an error, and one line in the log', async () => {
  lines.length = 0;
  const result = await ask(ENTITIES, { variables: pears('away1', '2', 'away3') });
  expect(result.errors?.map((error) => error.path)).toEqual([
    ['_entities', 0],
    ['_entities', 2],
  ]);
  expect(result.errors).toMatchObject([
    { extensions: { code: 'SERVICE_UNAVAILABLE' } },
    { extensions: { code: 'SERVICE_UNAVAILABLE' } },
  ]);
  expect(lines).toHaveLength(1);
});

test.each([
  ['the context fails', ENTITIES, { requestId: 'no-context' }, 'SERVICE_UNAVAILABLE'],
  ['the caller gave up', ENTITIES, { signal: AbortSignal.abort() }, 'TIMEOUT'],
  [
    'a type is unknown',
    ENTITIES,
    { variables: { representations: [{ __typename: 'Fig' }, { __typename: 'Fig' }] } },
    'INTERNAL_SERVER_ERROR',
  ],
  ['the query is not valid', ENTITIES.replace('weight', 'wait'), {}, 'BAD_USER_INPUT'],
  ['the query cannot be read', ENTITIES.slice(0, -3), {}, 'BAD_USER_INPUT'],
])('as a whole, where %s: one error for each representation', async (_, query, rest, code) => {
  const result = await ask(query, { variables: pears('1', '2'), ...rest });
  expect(result.data).toEqual({ _entities: [null, null] });
  expect(result.errors).toMatchObject([
    { path: ['_entities', 0], extensions: { code } },
    { path: ['_entities', 1], extensions: { code } },
  ]);
});

test('as a whole, for root fields: one error for each, by its name in the answer', async () => {
  const result = await ask('{ a: greeting(name: "x") ...More } fragment More on Query { broken }', {
    requestId: 'no-context',
  });
  expect(result.data).toEqual({ a: null, broken: null });
  expect(result.errors?.map((error) => error.path)).toEqual([['a'], ['broken']]);
});

test('who gives up while it runs gets an answer at once', async () => {
  const caller = new AbortController();
  const asked = ask('{ hanging }', { signal: caller.signal });
  caller.abort();
  expect(await asked).toMatchObject({
    data: { hanging: null },
    errors: [{ path: ['hanging'], extensions: { code: 'TIMEOUT' } }],
  });
});

test('the SDL is served for composition', async () => {
  const result = await ask('{ _service { sdl } }');
  expect(JSON.stringify(result.data)).toContain('type Pear');
});
