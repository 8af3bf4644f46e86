import { waitUntil } from '@quartet/test-kit';
import type { JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Router, readRouterEnv, startRouter } from '../src/index.ts';
import { fakeGraph, flagship, log, supergraphSdl } from './fake-graph.ts';
import { CUSTOMER_ID, type Signer, createSigner } from './tokens.ts';

const graph = fakeGraph();
let signer: Signer;
let router: Router;

const start = (env: Record<string, string>, o: { jwks?: () => Promise<JSONWebKeySet>; keysEveryMs?: number } = {}) =>
  startRouter({
    env: readRouterEnv(env),
    transports: graph.transports,
    supergraphSdl,
    jwks: () => Promise.resolve(signer.jwks),
    checks: { 'orders.postgres': () => Promise.resolve() },
    log,
    ...o,
  });

beforeAll(async () => {
  signer = await createSigner('k1');
  router = await start({ PORT: '0', MAX_BODY_BYTES: '20000' });
});
afterAll(() => router.stop());
beforeEach(() => {
  graph.faults.clear();
  graph.calls.length = 0;
});

async function post(body: object, headers: Record<string, string> = {}) {
  const response = await fetch(router.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, answer: (await response.json()) as Answer };
}

interface Answer {
  data?: { order: Record<string, unknown> | null };
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string } }[];
}

it('answers the flagship and passes viewer and request id on', async () => {
  const headers = { authorization: `Bearer ${await signer.sign()}`, 'x-request-id': 'req-42' };
  const { status, answer, headers: sent } = await post({ query: flagship, variables: { id: 'o1' } }, headers);
  expect(status).toBe(200);
  expect(answer.errors).toBeUndefined();
  expect(answer.data?.order).toMatchObject({ number: 'Q-1' });
  expect(sent.get('x-request-id')).toBe('req-42');
  expect(graph.calls.length).toBeGreaterThan(3);
  for (const { request } of graph.calls) {
    expect(request.requestId).toBe('req-42');
    expect(request.viewer).toMatchObject({ kind: 'user', userId: CUSTOMER_ID, role: 'SUPPORT' });
  }
});

it('tells subgraphs from where a person asks, and believes no header about it', async () => {
  const headers = {
    authorization: `Bearer ${await signer.sign()}`,
    'x-forwarded-for': '203.0.113.9',
    'x-real-ip': '203.0.113.9',
  };
  await post({ query: '{ me { id } }' }, headers);
  expect(graph.calls.map(({ request }) => request.viewer)).toMatchObject([{ address: '127.0.0.1' }]);
});

it('believes a proxy that it was told of, and none before that', async () => {
  const behind = await start({ PORT: '0', TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8' });
  try {
    await fetch(behind.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await signer.sign()}`,
        'x-forwarded-for': '198.51.100.1, 203.0.113.9, 10.1.2.3',
      },
      body: JSON.stringify({ query: '{ me { id } }' }),
    });
    expect(graph.calls.map(({ request }) => request.viewer)).toMatchObject([{ address: '203.0.113.9' }]);
  } finally {
    await behind.stop();
  }
  expect(() => readRouterEnv({ TRUSTED_PROXIES: 'everyone' })).toThrow(/TRUSTED_PROXIES/);
});

it('takes a visitor without a token for anonymous', async () => {
  await post({ query: '{ me { id } }' });
  expect(graph.calls.map(({ request }) => request.viewer)).toEqual([{ kind: 'anonymous' }]);
});

it('answers 401 to a bad token before anything else', async () => {
  const { status, answer } = await post({ query: flagship }, { authorization: 'Bearer nonsense' });
  expect(status).toBe(401);
  expect(answer).toEqual({
    errors: [{ message: 'The access token is not valid: log in again', extensions: { code: 'UNAUTHENTICATED' } }],
  });
  expect(graph.calls).toEqual([]);
});

it('answers 400 to queries and variables that are wrong, and says why', async () => {
  const wrong = await post({ query: '{ nothing }' });
  expect(wrong.status).toBe(400);
  expect(wrong.answer.errors?.[0]).toMatchObject({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
  const unparsable = await post({ query: '{' });
  expect(unparsable.answer.errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_PARSE_FAILED' });
  const variables = await post({ query: flagship, variables: {} });
  expect(variables.status).toBe(400);
  expect(variables.answer.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
});

it('limits depth, tokens and size', async () => {
  const deep = `{ categories { ${'parent { '.repeat(25)} id ${'} '.repeat(25)} } }`;
  expect((await post({ query: deep })).answer.errors?.[0]?.message).toMatch(/nested too deeply/);
  const many = `{ ${'me { id } '.repeat(1_200)} }`;
  expect((await post({ query: many })).answer.errors?.[0]?.message).toMatch(/too many tokens|token/i);
  const big = await post({ query: flagship, variables: { id: 'x'.repeat(30_000) } });
  expect(big.status).toBe(413);
  expect(big.answer.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
  const bomb = `{ ...F0 } ${Array.from({ length: 30 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(' ')} fragment F30 on Query { me { id } }`;
  const started = performance.now();
  await post({ query: bomb });
  expect(performance.now() - started).toBeLessThan(10_000);
});

it('shows Apollo Sandbox with the flagship query', async () => {
  const response = await fetch(router.url, { headers: { accept: 'text/html' } });
  expect(response.headers.get('content-type')).toContain('text/html');
  const page = await response.text();
  expect(page).toMatch(/sandbox/i);
  expect(page).toContain('query Flagship');
});

it('is healthy and ready', async () => {
  const base = new URL(router.url).origin;
  expect((await fetch(`${base}/health`)).status).toBe(200);
  expect(await (await fetch(`${base}/ready`)).json()).toMatchObject({
    dependencies: { 'orders.postgres': { ok: true } },
  });
});

it('says in one line that a port is taken', async () => {
  const port = new URL(router.url).port;
  await expect(start({ PORT: port })).rejects.toThrow(`Port ${port} is taken`);
});

it('answers what is under way before it stops', async () => {
  const other = await start({ PORT: '0', SUBGRAPH_TIMEOUT_MS: '300' });
  graph.faults.set('search', 'silence');
  const running = fetch(other.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: flagship, variables: { id: 'o1' } }),
  });
  await expect.poll(() => graph.calls.some(({ name }) => name === 'search')).toBe(true);
  await other.stop();
  expect((await running).status).toBe(200);
  await expect(fetch(other.url)).rejects.toThrow();
});

it('serves signed-in users at once while users hangs', async () => {
  let hangs = false;
  let asked = 0;
  const jwks = () => {
    asked += 1;
    return hangs ? new Promise<never>(() => undefined) : Promise.resolve(signer.jwks);
  };
  const other = await start({ PORT: '0' }, { jwks, keysEveryMs: 50 });
  const signedIn = async () => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${await signer.sign()}` };
    const body = JSON.stringify({ query: '{ me { id } }' });
    return (await fetch(other.url, { method: 'POST', headers, body })).status;
  };
  expect(await signedIn()).toBe(200);
  hangs = true;
  const before = asked;
  await waitUntil(() => asked > before, { what: 'a renewal that hangs' });
  const began = performance.now();
  expect(await Promise.all(Array.from({ length: 10 }, signedIn))).toEqual(Array(10).fill(200));
  // A renewal within the request would take as long as its deadline, 4 s.
  expect(performance.now() - began).toBeLessThan(3_000);
  await other.stop();
});
