import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Router, readRouterEnv, startRouter } from '../src/index.ts';
import { fakeGraph, flagship, log, supergraphSdl } from './fake-graph.ts';
import { type Signer, createSigner } from './tokens.ts';

const graph = fakeGraph();
let router: Router;
let signer: Signer;

beforeAll(async () => {
  signer = await createSigner('k1');
  router = await startRouter({
    env: readRouterEnv({ PORT: '0', SUBGRAPH_TIMEOUT_MS: '10000' }),
    transports: graph.transports,
    supergraphSdl,
    jwks: () => Promise.resolve(signer.jwks),
    checks: {},
    log,
  });
});
afterAll(() => router.stop());
beforeEach(() => {
  graph.faults.clear();
  graph.calls.length = 0;
});

/** All that a client can see, but for the time. */
async function post(body: object, headers: Record<string, string> = {}) {
  const response = await fetch(router.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': 'r-1', origin: 'http://localhost:3000', ...headers },
    body: JSON.stringify(body),
  });
  const sent = Object.fromEntries([...response.headers].filter(([name]) => name !== 'date'));
  return { status: response.status, headers: sent, text: await response.text() };
}

/** Apollo Server weighs this header, and takes the slow way for it. */
const SLOW = { accept: 'application/json;q=1' };

async function sameTwice(body: object) {
  const slow = await post(body, SLOW);
  const asked = graph.calls.splice(0).length;
  const fast = await post(body);
  expect(fast).toEqual(slow);
  expect(graph.calls.splice(0)).toHaveLength(asked);
  return JSON.parse(fast.text) as { data?: unknown; errors?: { extensions: { code: string } }[] };
}

describe('an operation that is asked for again is answered to the letter as before', () => {
  it.each([
    ['the flagship', { query: flagship, variables: { id: 'o1' } }],
    [
      'one of several operations',
      { query: 'query A { me { id } } query B { order(id: "o1") { number } }', operationName: 'B' },
    ],
    ['an empty name', { query: '{ me { id } }', operationName: '' }],
    ['introspection', { query: '{ __schema { queryType { name } } a: __typename }' }],
    ['a mutation', { query: 'mutation { verifyEmail(token: "t") { __typename } }' }],
    ['letters of all kinds', { query: '{ größe: me { id } }'.replace('größe', 'g'), variables: { ü: '😀' } }],
  ])('%s', async (_, body) => {
    expect(await sameTwice(body)).toHaveProperty('data');
  });

  it.each(['orders', 'users', 'catalog', 'search'] as const)('without %s', async (name) => {
    graph.faults.set(name, 'database');
    const { errors } = await sameTwice({ query: flagship, variables: { id: 'o1' } });
    expect(errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
  });

  const page = 'query Page($first: Int) { products(first: $first) { nodes { similar(first: 20) { id name } } } }';
  it.each([
    ['variables of a wrong type', { query: flagship, variables: { id: { a: 1 } } }, 'BAD_USER_INPUT'],
    ['no variables', { query: flagship }, 'BAD_USER_INPUT'],
    ['a value that nobody can store', { query: flagship, variables: { id: '\0' } }, 'BAD_USER_INPUT'],
    ['values that cost too much', { query: page, variables: { first: 100_000 } }, 'QUERY_TOO_EXPENSIVE'],
  ])('with %s', async (_, body, code) => {
    // What is right is known by then.
    await post({ query: flagship, variables: { id: 'o1' } });
    await post({ query: page, variables: { first: 1 } });
    graph.calls.length = 0;
    const { errors } = await sameTwice(body);
    expect(errors?.[0]?.extensions.code).toBe(code);
    expect(graph.calls).toEqual([]);
  });
});

it('a known operation runs as the viewer who asks, and a bad token is refused', async () => {
  const body = { query: '{ me { id } }' };
  await post(body);
  await post(body, { authorization: `Bearer ${await signer.sign()}` });
  expect((await post(body, { authorization: 'Bearer nonsense' })).status).toBe(401);
  expect(graph.calls.map(({ request }) => request.viewer.kind)).toEqual(['anonymous', 'user']);
});

it('a client that wants another type of answer gets it', async () => {
  const body = { query: '{ me { id } }' };
  await post(body);
  const { headers } = await post(body, { accept: 'application/graphql-response+json' });
  expect(headers['content-type']).toBe('application/graphql-response+json; charset=utf-8');
});

it('a literal of the wrong type is refused beside a right one, whose plan is known', async () => {
  const query = (first: string) => ({ query: `{ product(id: "p1") { similar(first: ${first}) { name } } }` });
  for (const first of ['2', '3']) expect(JSON.parse((await post(query(first))).text)).not.toHaveProperty('errors');
  for (const first of ['"3"', 'THREE', '3.5']) {
    const { status, text } = await post(query(first));
    expect(status).toBe(400);
    expect(text).toContain('GRAPHQL_VALIDATION_FAILED');
  }
});
