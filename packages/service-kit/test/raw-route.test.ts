import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  closeGracefully,
  createSubgraphServer,
  createViewerVerifier,
  listen,
  type RawRequest,
  type RawRoute,
} from '../src/index.ts';

const log = pino({ level: 'silent' });
const seen: RawRequest[] = [];
const route: RawRoute = {
  path: '/webhooks/:from',
  maxBytes: 1_000,
  deadlineMs: 200,
  async handle(request) {
    seen.push(request);
    if (request.params['from'] === 'hangs') await new Promise(() => undefined);
    if (request.params['from'] === 'broken') throw new Error('secret details');
    return { status: 202, message: 'taken' };
  },
};
const server = createSubgraphServer({
  name: 'shop',
  checks: {},
  verify: createViewerVerifier({
    secrets: ['a secret of more than 32 characters'],
    audience: 'shop',
    roles: ['ADMIN'],
  }),
  raw: [route],
  log,
});

let url: string;
beforeAll(async () => {
  url = await listen(server, { host: '127.0.0.1', port: 0 });
});
afterAll(() => closeGracefully(server));
beforeEach(() => void (seen.length = 0));

const post = async (path: string, body: Uint8Array | string, headers: Record<string, string> = {}) => {
  const response = await fetch(url + path, { method: 'POST', body, headers });
  return { status: response.status, text: await response.text() };
};

it('needs no viewer, and has the body byte by byte, whatever its type', async () => {
  const body = new Uint8Array([0x7b, 0x20, 0xff, 0x00, 0x7d]);
  for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'a/b']) {
    const answer = await post('/webhooks/stripe', body, { 'content-type': type, 'stripe-signature': 't=1' });
    expect(answer).toEqual({ status: 202, text: '{"message":"taken"}' });
  }
  expect(seen).toHaveLength(4);
  for (const request of seen) {
    expect(new Uint8Array(request.body)).toEqual(body);
    expect(request).toMatchObject({ params: { from: 'stripe' }, headers: { 'stripe-signature': 't=1' } });
  }
});

it('takes an empty body, and none that is too large', async () => {
  expect((await post('/webhooks/stripe', '')).status).toBe(202);
  expect((await post('/webhooks/stripe', 'x'.repeat(1_001))).status).toBe(413);
  expect(seen).toHaveLength(1);
});

it('answers 503 at its deadline, and tells who works on it', async () => {
  expect((await post('/webhooks/hangs', '')).status).toBe(503);
  expect(seen[0]?.signal.aborted).toBe(true);
});

it('says nothing of a fault', async () => {
  const answer = await post('/webhooks/broken', '');
  expect(answer.status).toBe(500);
  expect(answer.text).not.toContain('secret');
});

it('opens nothing else', async () => {
  expect((await post('/webhooks', '')).status).toBe(401);
  expect((await fetch(`${url}/webhooks/stripe`)).status).toBe(401);
});
