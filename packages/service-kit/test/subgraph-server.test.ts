import { request as httpRequest } from 'node:http';
import { pino } from 'pino';
import { afterAll, beforeEach, expect, test } from 'vitest';
import {
  AppError,
  type SubgraphRequest,
  anonymous,
  closeGracefully,
  createSubgraph,
  createSubgraphServer,
  createViewerSigner,
  createViewerVerifier,
  listen,
} from '../src/index.ts';

const SECRET = 'a secret of more than 32 characters';
const log = pino({ level: 'silent' });
const seen: SubgraphRequest[] = [];
/** Called when the field `slow` is reached, which never answers. */
let reached: () => void = () => undefined;

const subgraph = createSubgraph({
  name: 'shop',
  typeDefs: 'type Query { hello(name: String): String, broken: String, slow: String }',
  resolvers: {
    Query: {
      hello: (_: unknown, { name }: { name?: string }) => `hello ${name ?? 'you'}`,
      broken: () => {
        throw new AppError('CONFLICT', 'Somebody was faster');
      },
      slow: () => {
        reached();
        return new Promise(() => undefined);
      },
    },
  },
  createContext: (request) => void seen.push(request),
  log,
});

const common = {
  name: 'shop',
  checks: {},
  operators: 'open' as const,
  verify: createViewerVerifier({ secrets: [SECRET], audience: 'shop', roles: ['CUSTOMER'] }),
  maxBodyBytes: 2_000,
  log,
};
const server = createSubgraphServer({
  ...common,
  subgraph,
  open: { '/keys.json': () => Promise.resolve({ keys: [] }) },
});
const worker = createSubgraphServer(common);
const url = await listen(server, { host: '127.0.0.1', port: 0 });
afterAll(() => Promise.all([closeGracefully(server), worker.close()]));
beforeEach(() => void (seen.length = 0));

const viewer = await createViewerSigner([SECRET])(anonymous, 'shop');
const signed = { 'x-quartet-viewer': viewer };
const asked = (body: unknown, headers: Record<string, string> = {}) =>
  server.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', ...signed, ...headers },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
const errorOf = (answer: { json(): unknown }) =>
  (answer.json() as { errors: { message: string; extensions: { code: string } }[] }).errors[0];

test('answers the router with the result, and knows viewer, request id and deadline', async () => {
  const query = 'query Greet($name: String) { hello(name: $name) broken }';
  const body = { query, operationName: 'Greet', variables: { name: 'Ada' } };
  const answer = await asked(body, { 'x-request-id': 'r-7' });
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toEqual({
    data: { hello: 'hello Ada', broken: null },
    errors: [{ message: 'Somebody was faster', path: ['broken'], extensions: { code: 'CONFLICT' } }],
  });
  expect(seen).toEqual([expect.objectContaining({ viewer: anonymous, requestId: 'r-7' })]);
});

test('a query that is wrong is answered as in memory', async () => {
  const answer = await asked({ query: '{ nothing }' });
  expect(answer.statusCode).toBe(200);
  expect(errorOf(answer)?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
});

test.each([
  ['POST', '/graphql'],
  ['GET', '/graphql'],
  ['GET', '/'],
  ['GET', '/nothing'],
  ['DELETE', '/health'],
  ['POST', '/keys.json'],
  ['GET', '/health/../graphql'],
  ['GET', '/health/'],
] as const)('%s %s is 401 without a viewer', async (method, path) => {
  for (const one of [server, worker]) {
    const answer = await one.inject({ method, url: path, headers: { 'x-quartet-viewer': 'nonsense' } });
    expect(answer.statusCode).toBe(401);
    expect(errorOf(answer)?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
    expect((await one.inject({ method, url: path })).statusCode).toBe(401);
  }
  expect(seen).toEqual([]);
});

test('health, readiness, metrics and what was declared open need none', async () => {
  for (const path of ['/health', '/ready', '/metrics', '/keys.json?fresh']) {
    expect((await server.inject(path)).statusCode).toBe(200);
  }
  expect((await server.inject('/keys.json')).json()).toEqual({ keys: [] });
});

test('workers alone serve no GraphQL', async () => {
  const answer = await worker.inject({ method: 'POST', url: '/graphql', headers: signed, payload: {} });
  expect(answer.statusCode).toBe(404);
  expect(errorOf(answer)?.extensions).toEqual({ code: 'NOT_FOUND' });
  expect((await worker.inject('/health')).statusCode).toBe(200);
});

test('the viewer is asked for before the body is read', async () => {
  const answer = await asked('{ no json', { 'x-quartet-viewer': 'nonsense' });
  expect(answer.statusCode).toBe(401);
});

test.each([
  ['no JSON', '{', {}, 400],
  ['no object', '[]', {}, 400],
  ['no query', {}, {}, 400],
  ['variables that are no object', { query: '{ hello }', variables: [1] }, {}, 400],
  ['too much', { query: `{ hello } #${'x'.repeat(2_000)}` }, {}, 413],
  ['another type', { query: '{ hello }' }, { 'content-type': 'text/plain' }, 415],
  ['a form', 'query={hello}', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
] as const)('a body that is %s is refused in GraphQL’s shape', async (_, body, headers, status) => {
  const answer = await asked(body, headers);
  expect(answer.statusCode).toBe(status);
  expect(answer.json()).toEqual({ errors: [{ message: expect.any(String), extensions: { code: 'BAD_USER_INPUT' } }] });
  expect(seen).toEqual([]);
});

test('what takes longer than the asker waits ends as TIMEOUT with its path', async () => {
  const answer = await asked({ query: '{ slow }' }, { 'x-quartet-timeout-ms': '20' });
  expect(answer.json()).toEqual({
    data: { slow: null },
    errors: [{ message: expect.any(String), path: ['slow'], extensions: { code: 'TIMEOUT' } }],
  });
});

test('an asker that goes away ends the work', async () => {
  const started = new Promise<void>((resolve) => (reached = resolve));
  const headers = { 'content-type': 'application/json', ...signed };
  const call = httpRequest(`${url}/graphql`, { method: 'POST', headers });
  call.on('error', () => undefined);
  call.end(JSON.stringify({ query: '{ slow }' }));
  await started;
  const { signal } = seen[0]!;
  expect(signal?.aborted).toBe(false);
  call.destroy();
  await expect.poll(() => signal?.aborted).toBe(true);
});

test('a stop answers what is under way first, and a taken port is one readable line', async () => {
  const other = createSubgraphServer({ ...common, subgraph });
  const address = await listen(other, { host: '127.0.0.1', port: 0 });
  const { port } = new URL(address);
  const third = createSubgraphServer({ ...common, subgraph });
  await expect(listen(third, { host: '127.0.0.1', port: Number(port) })).rejects.toThrow(
    `Port ${port} is taken: stop what listens there, or choose another one with PORT`,
  );
  const started = new Promise<void>((resolve) => (reached = resolve));
  const running = fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-quartet-timeout-ms': '150', ...signed },
    body: JSON.stringify({ query: '{ slow }' }),
  });
  await started;
  await closeGracefully(other);
  expect((await running).status).toBe(200);
  await expect(fetch(`${address}/health`)).rejects.toThrow();
});
