import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
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
