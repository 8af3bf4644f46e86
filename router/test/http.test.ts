import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { ERROR_CODES, createLogger } from '@quartet/service-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Router, readRouterEnv, startRouter } from '../src/index.ts';
import { fakeGraph, supergraphSdl } from './fake-graph.ts';
import { type Signer, createSigner } from './tokens.ts';

/** Any level of the log with a stack, or above information: what nobody may cause from outside. */
const alarms: string[] = [];
const log = createLogger({
  name: 'router-test',
  level: 'debug',
  destination: {
    write(line) {
      const { level } = JSON.parse(line) as { level: string };
      if (level === 'warn' || level === 'error' || line.includes('"stack"')) alarms.push(line);
    },
  },
});
const graph = fakeGraph();
let signer: Signer;
let router: Router;

const start = (env: Record<string, string> = {}) =>
  startRouter({
    env: readRouterEnv({ PORT: '0', MAX_BODY_BYTES: '20000', ...env }),
    transports: graph.transports,
    supergraphSdl,
    jwks: () => Promise.resolve(signer.jwks),
    checks: {},
    log,
  });

beforeAll(async () => {
  signer = await createSigner('k1');
  router = await start();
});
afterAll(() => router.stop());
beforeEach(() => {
  graph.calls.length = 0;
  alarms.length = 0;
});

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions: { code: string } }[];
}

async function send(init: RequestInit, path = ''): Promise<{ response: Response; answer: Answer }> {
  const response = await fetch(router.url + path, init);
  const text = await response.text();
  return { response, answer: text === '' ? {} : (JSON.parse(text) as Answer) };
}

/** What comes back for bytes that no client of HTTP would send. */
async function exchange(text: string, url = router.url): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.setEncoding('utf8').on('error', () => undefined);
  socket.write(text);
  let answer = '';
  for await (const part of socket) {
    answer += String(part);
    if (answer.includes('}]}')) break;
  }
  return answer;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (body: unknown, headers: Record<string, string> = {}) =>
  send({ method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });
const get = (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
  send({ headers }, `?${new URLSearchParams(parameters).toString()}`);

function expectRefusal(answer: Answer, words: string | RegExp, code = 'BAD_USER_INPUT'): void {
  expect(answer.errors?.[0]?.message).toMatch(words);
  expect(answer.errors?.[0]?.extensions).toEqual({ code });
  expect(ERROR_CODES).toContain(code);
  expect(answer.data).toBeUndefined();
  expect(graph.calls).toEqual([]);
  expect(alarms).toEqual([]);
}

describe('a request that is none of GraphQL over HTTP', () => {
  const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
  it.each<[string, RequestInit, number, RegExp]>([
    [
      'no content type',
      { method: 'POST', body: bytes('{"query":"{me{id}}"}') },
      415,
      /no content type.*application\/json/,
    ],
    [
      'what curl -d sends',
      { method: 'POST', body: new URLSearchParams({ query: '{me{id}}' }) },
      415,
      /x-www-form-urlencoded.*application\/json/,
    ],
    ['plain text', { method: 'POST', body: '{"query":"{me{id}}"}' }, 415, /text\/plain.*application\/json/],
    ['broken JSON', { method: 'POST', headers: JSON_TYPE, body: '{"query": {me' }, 400, /not JSON: .*position \d+/],
    [
      'a body in Latin-1',
      {
        method: 'POST',
        headers: JSON_TYPE,
        body: new Uint8Array([...bytes('{"query":"{ me { caf'), 0xe9, ...bytes(' } }"}')]),
      },
      400,
      /not UTF-8/,
    ],
    ['an empty body', { method: 'POST', headers: JSON_TYPE, body: '' }, 400, /body is empty: send JSON such as/],
    ['blanks', { method: 'POST', headers: JSON_TYPE, body: ' \n' }, 400, /body is empty/],
    ['no body at all', { method: 'POST' }, 400, /body is empty/],
    ['null', { method: 'POST', headers: JSON_TYPE, body: 'null' }, 400, /body is empty/],
    ['a list', { method: 'POST', headers: JSON_TYPE, body: '[{"query":"{me{id}}"}]' }, 400, /body is a list/],
    ['a text', { method: 'POST', headers: JSON_TYPE, body: '"{me{id}}"' }, 400, /no JSON object/],
    [
      'a prototype',
      { method: 'POST', headers: JSON_TYPE, body: '{"query":"{me{id}}","__proto__":{}}' },
      400,
      /__proto__/,
    ],
    [
      'too much',
      { method: 'POST', headers: JSON_TYPE, body: `{"query":"${'x'.repeat(30_000)}"}` },
      413,
      /larger than 20000 bytes/,
    ],
    [
      'no query',
      { method: 'POST', headers: JSON_TYPE, body: '{"variables":{}}' },
      400,
      /"query" of the body is missing/,
    ],
    [
      'an empty query',
      { method: 'POST', headers: JSON_TYPE, body: '{"query":""}' },
      400,
      /"query" of the body is missing/,
    ],
    [
      'a query that is no text',
      { method: 'POST', headers: JSON_TYPE, body: '{"query":{"kind":"Document"}}' },
      400,
      /must be text/,
    ],
    [
      'variables as text',
      { method: 'POST', headers: JSON_TYPE, body: '{"query":"{me{id}}","variables":"{}"}' },
      400,
      /"variables".*object/,
    ],
    [
      'variables as a list',
      { method: 'POST', headers: JSON_TYPE, body: '{"query":"{me{id}}","variables":[]}' },
      400,
      /"variables".*object/,
    ],
    [
      'a name that is none',
      { method: 'POST', headers: JSON_TYPE, body: '{"query":"{me{id}}","operationName":1}' },
      400,
      /"operationName"/,
    ],
    [
      'a compressed body',
      { method: 'POST', headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: gzipSync('{"query":"{me{id}}"}') },
      415,
      /compressed: send the JSON as it is/,
    ],
    ['PUT', { method: 'PUT', headers: JSON_TYPE, body: '{}' }, 405, /PUT is not answered here.*POST/],
    ['DELETE', { method: 'DELETE' }, 405, /DELETE is not answered/],
    ['PATCH', { method: 'PATCH' }, 405, /PATCH/],
  ])('%s is refused, with what to send', async (_what, init, status, words) => {
    const { response, answer } = await send(init);
    expect(response.status).toBe(status);
    if (status === 405) expect(response.headers.get('allow')).toBe('GET, POST');
    expectRefusal(answer, words);
  });

  it.each<[string, string, RegExp]>([
    ['nothing', '', /"query" of the address is missing/],
    ['two queries', '?query={me{id}}&query={me{id}}', /more than once/],
    ['variables that are no JSON', '?query={me{id}}&variables={', /"variables" of the address is not JSON/],
    ['variables that are a list', '?query={me{id}}&variables=[1]', /must be an object/],
  ])('a GET with %s is refused', async (_what, path, words) => {
    const { response, answer } = await send({}, path);
    expect(response.status).toBe(400);
    expectRefusal(answer, words);
  });

  it.each<[string, string, RegExp]>([
    ['an address that is none', 'GET /%zz HTTP/1.1\r\nhost: x\r\n\r\n', /^HTTP\/1.1 400 .*The address cannot be read/s],
    [
      'broken JSON for an address that nobody has',
      'PUT / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1\r\n\r\n{',
      /^HTTP\/1.1 400 /,
    ],
    [
      'headers without end',
      `GET /graphql HTTP/1.1\r\nhost: x\r\na: ${'a'.repeat(40_000)}\r\n\r\n`,
      /^HTTP\/1.1 431 .*16 KiB/s,
    ],
    [
      'a chunk that is none',
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n\r\n',
      /^HTTP\/1.1 400 .*is not HTTP/s,
    ],
  ])('%s is refused in the form of the graph’s errors', async (_what, text, words) => {
    const answer = await exchange(text);
    expect(answer).toMatch(words);
    expect(answer).toMatch(/"errors":\[\{"message":".*","extensions":\{"code":"BAD_USER_INPUT"\}\}\]/);
    expect(alarms).toEqual([]);
  });

  it('is told where GraphQL is, at any other address', async () => {
    const response = await fetch(new URL('/nothing', router.url), { method: 'POST' });
    expect(response.status).toBe(404);
    expectRefusal((await response.json()) as Answer, /GraphQL is at \/graphql/, 'NOT_FOUND');
  });

  it('with a persisted query that is not known is told so in the words that clients know', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'ab'.repeat(32) } };
    const { answer } = await post({ extensions });
    expectRefusal(answer, 'PersistedQueryNotFound', 'PERSISTED_QUERY_NOT_FOUND');
  });
});

describe('an operation that cannot be run', () => {
  const several = 'query A { me { id } } query B { me { id } }';
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['several, none named', { query: several }, /"operationName" is missing.*A, B/],
    [
      'several, another named',
      { query: several, operationName: 'C' },
      /no operation with the "operationName" "C": it has A, B/,
    ],
    ['an unknown name', { query: '{ me { id } }', operationName: 'C' }, /its only operation has no name/],
    ['fragments only', { query: 'fragment F on User { id }' }, /fragment/i],
    ['a subscription', { query: 'subscription { x }' }, /no subscriptions/],
    ['NUL in a literal', { query: '{ product(slug: "a\\u0000") { id } }' }, /"slug" has the character U\+0000/],
    [
      'NUL in a variable',
      { query: 'query ($s: String) { product(slug: $s) { id } }', variables: { s: '\0' } },
      /"\$s" has the character U\+0000/,
    ],
    [
      'half a character',
      { query: 'query ($s: String) { product(slug: $s) { id } }', variables: { s: '\ud800' } },
      /"\$s" has the character U\+D800/,
    ],
    ['half a character nobody asked for', { query: '{ me { id } }', variables: { other: ['\udc00'] } }, /"\$other.0"/],
    [
      'a number without end',
      { query: '{ searchProducts(filter: { minRating: 1e999 }) { totalCount } }' },
      /"filter.minRating"/,
    ],
  ])('%s is the client’s mistake, in words', async (_what, body, words) => {
    const { response, answer } = await post(body);
    expect(response.status).toBe(400);
    expect(answer.errors?.[0]?.message).toMatch(words);
    expect(answer.errors?.[0]?.extensions.code).toMatch(/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/);
    expect(graph.calls).toEqual([]);
    expect(alarms).toEqual([]);
  });

  it('never fails on our side, whatever it is', async () => {
    const deep = (open: string, close: string, times: number) => open.repeat(times) + close.repeat(times);
    const queries = [
      '{',
      '{ nothing }',
      `{ product(id: ${deep('[', ']', 1_900)}) { id } }`,
      `{ product(id: ${deep('{a:', '}', 900)}) { id } }`,
      `{ ${deep('... { ', '} ', 900)} }`,
      `query ($a: ${deep('[', ']', 1_500)}) { me { id } }`,
      '"\\ud800" { me { id } }',
      '{ product(slug: "\\ud800") { id } }',
      '{ me { id } me(x: 1) { id } }',
      '{ __schema { types { name } } }',
      '{ ...F } fragment F on Query { ...F }',
      'query ($x: Int = "one") { products(first: $x) { totalCount } }',
      '{ products(first: 99999999999) { totalCount } }',
      '{ me @include(if: 1) { id } }',
      '{ me @nothing { id } }',
      '\ud800',
      '\0',
    ];
    for (const query of queries) {
      const { answer } = await post({ query });
      for (const { extensions, message } of answer.errors ?? []) {
        expect(extensions.code, query).not.toBe('INTERNAL_SERVER_ERROR');
        expect(ERROR_CODES, message).toContain(extensions.code);
        expect(message, query).not.toMatch(/call stack/);
      }
    }
    expect(alarms).toEqual([]);
  });

  it.each([
    ['an alias', (name: string) => `{ ${name}: me { id } }`],
    ['an operation', (name: string) => `query ${name} { me { id } }`],
    ['a variable', (name: string) => `query ($${name}: ID = "\\u0000") { product(id: $${name}) { id } }`],
    ['an alias in introspection', (name: string) => `{ __schema { types { ${name}: name } } }`],
  ])('names %s with 200 characters at most, as answers, errors and the log repeat it', async (_what, query) => {
    const { response, answer } = await post({ query: query('k'.repeat(8_000)) });
    expect(response.status).toBe(400);
    expect(answer.errors?.[0]?.message).toMatch(/^The name k{50}… has 8000 characters, and 200 are the most$/);
    expect(JSON.stringify(answer).length).toBeLessThan(2_000);
  });

  it('repeats one field thousands of times and is told so in words', async () => {
    const { answer } = await post({ query: `{ me { ${'id '.repeat(2_400)} } }` });
    expect(answer.errors?.[0]?.message).toBe('The document has too many fields of one name: use each name once');
    expect(answer.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('has thousands of wrong values and is told of ten, in the log too', async () => {
    const wrong = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`k${at}`, '\0']));
    const { answer } = await post({ query: '{ me { id } }', variables: wrong });
    expect(answer.errors).toHaveLength(10);
  });

  it('may be refused in many words, but not in all of its own', async () => {
    const { answer } = await post({
      query: 'query ($n: Int) { products(first: $n) { totalCount } }',
      variables: { n: 'x'.repeat(9_000) },
    });
    expect(answer.errors?.[0]?.message.length).toBeLessThan(1_100);
  });
});

it('takes an empty operation name for none', async () => {
  const several = await post({ query: 'query A { me { id } } query B { me { id } }', operationName: '' });
  expectRefusal(several.answer, /"operationName" is missing.*A, B/);
  const unsafe = await get({ query: 'mutation M { verifyEmail(token: "x") { __typename } }', operationName: '' });
  expect(unsafe.response.status).toBe(405);
  const one = { query: 'query Q { me { __typename } }', operationName: '' };
  for (const { answer } of [await post(one), await get(one)])
    expect(answer).toEqual({ data: { me: { __typename: 'User' } } });
});

describe('GET', () => {
  it('answers a query, as urql asks by default, for nobody to keep', async () => {
    const { response, answer } = await get({
      query: 'query Q($id: ID!) { order(id: $id) { number } }',
      operationName: 'Q',
      variables: '{"id":"o1"}',
    });
    expect(response.status).toBe(200);
    expect(answer).toEqual({ data: { order: { number: 'Q-1' } } });
    expect(response.headers.get('cache-control')).toBe('private, no-store');
  });

  it.each([
    ['mutation { login(input: { email: "a@example.org", password: "x" }) { __typename } }', {}],
    ['query A { me { id } } mutation B { verifyEmail(token: "x") { __typename } }', { operationName: 'B' }],
  ])('never answers a mutation: %s', async (query, more) => {
    const { response, answer } = await get({ query, ...more });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expectRefusal(answer, /mutation is not answered by GET: send it by POST/);
  });
});

describe('a token', () => {
  const me = { query: '{ me { id } categories { id } }' };

  it('that has expired refuses the whole request under a code of its own', async () => {
    const token = await signer.sign({ expires: Math.floor(Date.now() / 1000) - 1 });
    const { response, answer } = await post(me, { authorization: `Bearer ${token}` });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/);
    expectRefusal(answer, /expired: log in again and repeat/, 'TOKEN_EXPIRED');
  });

  it.each(['Bearer nonsense', 'Basic YTpi', 'nonsense'])('that is none refuses it too: %s', async (authorization) => {
    const { response, answer } = await post(me, { authorization });
    expect(response.status).toBe(401);
    expectRefusal(answer, /log/, 'UNAUTHENTICATED');
  });

  it.each(['Bearer ', 'Bearer', ''])('that is not there is a visitor: "%s"', async (authorization) => {
    const { response } = await post(me, { authorization });
    expect(response.status).toBe(200);
    expect(graph.calls.map(({ request }) => request.viewer.kind)).toEqual(['anonymous', 'anonymous']);
  });
});

describe('another origin', () => {
  const preflight = (url: string, origin: string) =>
    fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
  const ask = (url: string, origin: string, headers: Record<string, string> = {}) =>
    fetch(url, { method: 'POST', headers: { ...JSON_TYPE, origin, ...headers }, body: '{"query":"{ me { id } }"}' });
  const allowed = (response: Response) => response.headers.get('access-control-allow-origin');

  it.each(['http://localhost:5173', 'https://localhost', 'http://127.0.0.1:8080', 'http://[::1]:3000'])(
    'of this machine may ask in development: %s',
    async (origin) => {
      const before = await preflight(router.url, origin);
      expect(before.status).toBe(204);
      expect(allowed(before)).toBe(origin);
      expect(before.headers.get('access-control-allow-headers')).toBe('authorization,content-type');
      expect(before.headers.get('access-control-allow-methods')).toBe('GET, POST');
      expect(before.headers.get('access-control-max-age')).toBe('7200');
      expect(before.headers.get('access-control-allow-credentials')).toBeNull();
      const answer = await ask(router.url, origin);
      expect(answer.status).toBe(200);
      expect(allowed(answer)).toBe(origin);
      expect(answer.headers.get('vary')).toMatch(/origin/i);
    },
  );

  it('reads refusals too: an app must see that its token has expired', async () => {
    const origin = 'http://localhost:5173';
    const token = await signer.sign({ expires: Math.floor(Date.now() / 1000) - 1 });
    const refused = await ask(router.url, origin, { authorization: `Bearer ${token}` });
    expect(refused.status).toBe(401);
    expect(allowed(refused)).toBe(origin);
    const noJson = await fetch(router.url, { method: 'POST', headers: { ...JSON_TYPE, origin }, body: '{' });
    expect(allowed(noJson)).toBe(origin);
    const nowhere = await fetch(new URL('/nothing', router.url), { method: 'POST', headers: { origin } });
    expect([nowhere.status, allowed(nowhere)]).toEqual([404, origin]);
    const elsewhere = await fetch(new URL('/nothing', router.url), { headers: { origin: 'https://evil.example' } });
    expect([elsewhere.status, allowed(elsewhere)]).toEqual([404, null]);
  });

  it('reads that its headers are too large, which are not read as far as its origin', async () => {
    const tooLarge = `GET /graphql HTTP/1.1\r\nhost: x\r\na: ${'a'.repeat(40_000)}\r\n\r\n`;
    expect(await exchange(tooLarge)).toMatch(/^HTTP\/1.1 431 .*\r\naccess-control-allow-origin: \*\r\n/s);
    const closed = await start({ NODE_ENV: 'production' });
    try {
      expect(await exchange(tooLarge, closed.url)).toMatch(/^HTTP\/1.1 431 (?!.*access-control)/s);
    } finally {
      await closed.stop();
    }
  });

  it.each([
    'https://localhost.evil.example',
    'http://localhost:5173.evil.example',
    'https://evil.example',
    'null',
    'file://',
  ])('elsewhere may not: %s', async (origin) => {
    expect(allowed(await preflight(router.url, origin))).toBeNull();
    const answer = await ask(router.url, origin);
    expect(allowed(answer)).toBeNull();
    expect(answer.headers.get('vary'), 'no cache may mix the two').toMatch(/origin/i);
  });

  it('may not ask in production, unless it is named exactly', async () => {
    const closed = await start({ NODE_ENV: 'production' });
    const open = await start({
      NODE_ENV: 'production',
      CORS_ORIGINS: 'https://shop.example, https://www.shop.example',
    });
    try {
      expect(allowed(await preflight(closed.url, 'http://localhost:5173'))).toBeNull();
      expect(allowed(await ask(closed.url, 'https://shop.example'))).toBeNull();
      expect(allowed(await ask(open.url, 'https://www.shop.example'))).toBe('https://www.shop.example');
      for (const origin of [
        'http://shop.example',
        'https://shop.example:8443',
        'https://a.shop.example',
        'http://localhost:1',
      ]) {
        expect(allowed(await preflight(open.url, origin)), origin).toBeNull();
      }
    } finally {
      await closed.stop();
      await open.stop();
    }
  });

  it.each([
    '*',
    'https://shop.example/',
    'shop.example',
    'https://*.shop.example',
    'https://a.example,,',
    'ftp://a.example',
  ])('is not named by %s', (text) => {
    expect(() => readRouterEnv({ CORS_ORIGINS: text })).toThrow(/CORS_ORIGINS: must be origins such as/);
  });

  it('is none where the setting says so', () => {
    expect(readRouterEnv({ CORS_ORIGINS: 'none' }).CORS_ORIGINS).toEqual([]);
  });
});
