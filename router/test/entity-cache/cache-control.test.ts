import { hash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Router, readRouterEnv, startRouter } from '../../src/index.ts';
import { fakeGraph, log, supergraphSdl } from '../fake-graph.ts';
import { type Signer, createSigner } from '../tokens.ts';

/** What CDNs and browsers may keep, on the real schema. */

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
beforeEach(() => graph.faults.clear());

async function get(query: string, { headers = {}, variables = {} }: { headers?: object; variables?: object } = {}) {
  const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  const response = await fetch(`${router.url}?${search.toString()}`, { headers: { ...headers } });
  await response.text();
  return { control: response.headers.get('cache-control'), vary: response.headers.get('vary') };
}

const PRODUCT = 'query ($slug: String) { product(slug: $slug) { name category { name } } }';
const OPEN = 'public, max-age=60';
const CLOSED = 'private, no-store';

it.each([
  ['a product', PRODUCT, OPEN],
  ['a product with what is similar', '{ product(slug: "a") { name similar { name } } }', OPEN],
  ['a category, which changes seldom', '{ category(slug: "a") { name } }', 'public, max-age=300'],
  ['what can be bought now', '{ product(slug: "a") { variants { availability { available } } } }', CLOSED],
  ['who asks', '{ me { id } }', CLOSED],
  ['a product beside who asks', '{ product(slug: "a") { name } me { id } }', CLOSED],
  ['an order', '{ order(id: "o1") { items { variant { product { name } } } } }', CLOSED],
  ['a cart, whose token would be in the address', 'query ($t: String) { cart(guestToken: $t) { id } }', CLOSED],
  ['nothing but the type', '{ __typename }', CLOSED],
  ['the schema', '{ product(slug: "a") { name } __schema { queryType { name } } }', CLOSED],
  ['what is wrong', '{ product(slug: "a") { nonsense } }', CLOSED],
])('a GET of %s', async (_, query, expected) => {
  expect((await get(query)).control).toBe(expected);
});

it('depends on the token and on the type of answer, and says so', async () => {
  const { vary } = await get(PRODUCT, { headers: { origin: 'http://localhost:3000' } });
  expect(vary?.toLowerCase().split(/, */)).toEqual(expect.arrayContaining(['origin', 'accept', 'authorization']));
});

it.each(['CUSTOMER', 'CATALOG_MANAGER'])('a GET with the token of a %s is its own', async (role) => {
  const headers = { authorization: `Bearer ${await signer.sign({ role })}` };
  expect((await get(PRODUCT, { headers })).control).toBe(CLOSED);
  expect((await get(PRODUCT, { headers: { authorization: '' } })).control).toBe(CLOSED);
});

it('an error is nothing to keep, nor is a POST', async () => {
  graph.faults.set('catalog', 'database');
  expect((await get(PRODUCT)).control).toBe(CLOSED);
  graph.faults.clear();
  const headers = { 'content-type': 'application/json' };
  for (const accept of ['application/json', 'application/graphql-response+json']) {
    const body = JSON.stringify({ query: PRODUCT });
    const response = await fetch(router.url, { method: 'POST', headers: { ...headers, accept }, body });
    expect(response.headers.get('cache-control')).toBe(CLOSED);
    await response.text();
  }
});

describe('a query by its hash', () => {
  const hashed = (query: string) => JSON.stringify({ persistedQuery: { version: 1, sha256Hash: sha256(query) } });
  const sha256 = (text: string) => hash('sha256', text, 'hex');

  async function byHash(query: string, { text, ...more }: { text?: boolean; headers?: Record<string, string> } = {}) {
    const search = new URLSearchParams({ extensions: hashed(query), ...(text && { query }) });
    const response = await fetch(`${router.url}?${search.toString()}`, more);
    const body = (await response.json()) as { data?: unknown; errors?: { message: string; extensions: object }[] };
    return { status: response.status, control: response.headers.get('cache-control'), ...body };
  }

  it('is asked for until it was sent once, and then has a short address that caches may keep', async () => {
    const query = '{ product(slug: "by-hash") { name } }';
    const unknown = await byHash(query);
    expect(unknown).toMatchObject({ status: 200, control: CLOSED });
    expect(unknown.errors?.[0]).toMatchObject({ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } });
    const first = await byHash(query, { text: true });
    expect(first).toMatchObject({ control: OPEN, data: { product: { name: 'Name p1' } } });
    expect(await byHash(query)).toEqual(first);
    const headers = { authorization: `Bearer ${await signer.sign()}` };
    expect(await byHash(query, { headers })).toEqual({ ...first, control: CLOSED });
    const body = JSON.stringify({ extensions: JSON.parse(hashed(query)) as object });
    for (const accept of ['application/json', 'application/json;q=1']) {
      const response = await fetch(router.url, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', accept },
      });
      expect(await response.json()).toEqual({ data: first.data });
    }
  });

  it('is not kept where it is not valid, and never runs what it may not', async () => {
    const wrong = '{ product(slug: "a") { nonsense } }';
    expect((await byHash(wrong, { text: true })).status).toBe(400);
    expect((await byHash(wrong)).errors?.[0]).toMatchObject({ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } });
    const mutation = 'mutation { verifyEmail(token: "t") { __typename } }';
    expect((await byHash(mutation, { text: true })).status).toBe(405);
    const body = JSON.stringify({ query: mutation, extensions: JSON.parse(hashed(mutation)) as object });
    const sent = await fetch(router.url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect(sent.status).toBe(200);
    await sent.text();
    expect((await byHash(mutation)).status).toBe(405);
  });

  it.each([
    { version: 2, sha256Hash: 'ab'.repeat(32) },
    { version: 1, sha256Hash: 'short' },
    { version: 1, sha256Hash: ['ab'.repeat(32)] },
    { version: 1, sha256Hash: 'ab'.repeat(32), query: true },
    'text',
  ])('is refused where it is none: %j', async (persistedQuery) => {
    const query = typeof persistedQuery === 'object' && 'query' in persistedQuery ? '{ __typename }' : undefined;
    const body = JSON.stringify({ ...(query && { query }), extensions: { persistedQuery } });
    const response = await fetch(router.url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });
});
