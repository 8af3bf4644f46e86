import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VIEWER_HEADER, createLogger } from '@quartet/service-kit';
import { afterwards } from '@quartet/test-kit';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSupergraph } from '../src/start-supergraph.ts';
import { type HttpSubgraph, ask, composed, folder, serveSubgraph } from './http-graph.ts';

const log = createLogger({ name: 'router-test', level: 'silent' });
const BOOKS = 'type Query { book(id: ID!): Book } type Book @key(fields: "id") { id: ID! title: String! }';
const REVIEWS = 'type Book @key(fields: "id") { id: ID! stars: Int! }';
const QUERY = '{ book(id: "1") { title stars } }';
const ANSWER = { book: { title: 'Book 1', stars: 5 } };

let books: HttpSubgraph;
let reviews: HttpSubgraph;
let supergraph: string;

beforeAll(async () => {
  books = await serveSubgraph('books', {
    sdl: BOOKS,
    resolvers: { Query: { book: (_: unknown, { id }: { id: string }) => ({ id, title: `Book ${id}` }) } },
  });
  reviews = await serveSubgraph('reviews', {
    sdl: REVIEWS,
    resolvers: { Book: { __resolveReference: (book: object) => book, stars: () => 5 } },
  });
  supergraph = composed({ ...books, sdl: BOOKS }, { ...reviews, sdl: REVIEWS });
});
beforeEach(() => {
  books.received.length = 0;
  reviews.received.length = 0;
});

/** Serves the supergraph with this configuration, and gives where. */
async function start(config?: object, sdl = supergraph, settings: Record<string, string> = {}) {
  const path = folder();
  const file = join(path, 'supergraph.graphql');
  writeFileSync(file, sdl);
  const configFile = join(path, 'router.yaml');
  // JSON is YAML.
  if (config) writeFileSync(configFile, JSON.stringify(config));
  const router = await startSupergraph({
    supergraph: file,
    config: config && configFile,
    settings: { PORT: '0', ...settings },
    log,
  });
  afterwards(() => router.stop());
  return router.url;
}

it('is served by its file alone', async () => {
  const url = await start();
  expect(await ask(url, QUERY)).toEqual({ status: 200, answer: { data: ANSWER } });
  expect((await fetch(new URL('/ready', url))).status).toBe(200);
});

const SENT = { authorization: 'Bearer theirs', 'x-tenant': 'a', cookie: 'secret=1', 'x-request-id': 'r-77' };

describe('headers of a client', () => {
  it('reach no subgraph, and neither do those of Quartet', async () => {
    const url = await start();
    expect((await ask(url, QUERY, SENT)).answer.data).toEqual(ANSWER);
    const names = ['accept', 'connection', 'content-length', 'content-type', 'host'];
    for (const { headers } of [...books.received, ...reviews.received])
      expect(Object.keys(headers).sort()).toEqual(names);
  });

  it('reach the subgraphs for which they are named', async () => {
    const url = await start({ subgraphs: { reviews: { forward: ['Authorization', 'x-tenant', 'x-missing'] } } });
    // Whatever way the operation goes: the first time through Apollo Server, the second time past it.
    for (let i = 0; i < 2; i += 1) expect((await ask(url, QUERY, SENT)).answer.data).toEqual(ANSWER);
    expect(reviews.received.map(({ headers }) => [headers.authorization, headers['x-tenant'], headers.cookie])).toEqual(
      Array(2).fill(['Bearer theirs', 'a', undefined]),
    );
    for (const { headers } of books.received) expect(headers).not.toHaveProperty('authorization');
  });

  it('reach them through Apollo’s executor too', async () => {
    const url = await start({ subgraphs: { books: { forward: ['x-tenant'] } } }, supergraph, {
      ROUTER_EXECUTOR: 'apollo',
    });
    expect((await ask(url, QUERY, SENT)).answer.data).toEqual(ANSWER);
    expect([books, reviews].map(({ received }) => received[0]?.headers['x-tenant'])).toEqual(['a', undefined]);
  });
});

it('the signed viewer goes to subgraphs of ours only', async () => {
  const url = await start({ subgraphs: { books: { viewer: true } } });
  expect((await ask(url, QUERY)).answer.data).toEqual(ANSWER);
  expect(books.received[0]?.headers).toHaveProperty(VIEWER_HEADER);
  expect(reviews.received[0]?.headers).not.toHaveProperty(VIEWER_HEADER);
});

it('a subgraph is asked where the configuration says', async () => {
  const away = composed({ name: 'books', sdl: BOOKS, url: '' }, { ...reviews, sdl: REVIEWS });
  const elsewhere = books.url.replace('/graphql', '/of/their/own?key=1');
  const url = await start({ subgraphs: { books: { url: elsewhere } } }, away);
  expect((await ask(url, QUERY)).answer.data).toEqual(ANSWER);
  expect(books.received[0]?.path).toBe('/of/their/own?key=1');
  await expect(start({}, away)).rejects.toThrow(
    'no URL of the subgraph "books": the configuration has to, as subgraphs.books.url',
  );
});

it('limits are those of the configuration', async () => {
  const url = await start({ limits: { queryFields: 50, bodyBytes: 2_048 } });
  const books = (count: number) => Array.from({ length: count }, (_, i) => `a${i}: book(id: "1") { id }`).join(' ');
  expect((await ask(url, `{ ${books(20)} }`)).status).toBe(200);
  expect((await ask(url, `{ ${books(30)} }`)).answer.errors?.[0]?.extensions.code).toBe('QUERY_TOO_EXPENSIVE');
  expect((await ask(url, `{ ${books(200)} }`)).status).toBe(413);
});

describe('tokens', () => {
  async function issuer() {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256' }] };
    const sign = (claims: { aud?: string; exp?: number } = {}) =>
      new SignJWT({ sub: 'somebody', ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
        .setIssuer('https://issuer.example')
        .setAudience(claims.aud ?? 'books')
        .setExpirationTime(claims.exp ?? '1h')
        .sign(privateKey);
    return { keys, sign };
  }

  it('are right by the keys of a file', async () => {
    const { keys, sign } = await issuer();
    const path = join(folder(), 'keys.json');
    writeFileSync(path, JSON.stringify(keys));
    const url = await start({
      tokens: { keys: path, issuer: 'https://issuer.example', audience: 'books' },
      subgraphs: { books: { forward: ['authorization'] } },
    });
    const authorization = `Bearer ${await sign()}`;
    expect((await ask(url, QUERY, { authorization })).answer.data).toEqual(ANSWER);
    expect(books.received[0]?.headers.authorization).toBe(authorization);
    for (const token of ['nonsense', await sign({ aud: 'others' }), await (await issuer()).sign()]) {
      const { status, answer } = await ask(url, QUERY, { authorization: `Bearer ${token}` });
      expect([status, answer.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
    const late = { authorization: `Bearer ${await sign({ exp: 1_000 })}` };
    expect((await ask(url, QUERY, late)).answer.errors?.[0]?.extensions.code).toBe('TOKEN_EXPIRED');
    expect(books.received).toHaveLength(1);
  });

  it('are nobody’s affair but the subgraphs’ where no keys are named', async () => {
    const url = await start();
    expect((await ask(url, QUERY, { authorization: 'Basic anything' })).status).toBe(200);
  });
});

describe('a start is refused in words', () => {
  it.each<[string, object, RegExp]>([
    [
      'a setting that there is not',
      { subgraph: {} },
      /router.yaml: has no "subgraph"; what it has is subgraphs, tokens, limits/,
    ],
    [
      'one of a subgraph',
      { subgraphs: { books: { headers: [] } } },
      /subgraphs.books has no "headers"; what it has is url, forward/,
    ],
    ['a subgraph that there is not', { subgraphs: { shelf: {} } }, /names the subgraph "shelf": .* has books, reviews/],
    ['no URL', { subgraphs: { books: { url: 'localhost:4001' } } }, /subgraphs.books.url must be a URL such as http/],
    [
      'a header of the connection',
      { subgraphs: { books: { forward: ['Host'] } } },
      /the header host is never forwarded/,
    ],
    ['one of ours', { subgraphs: { books: { forward: [VIEWER_HEADER] } } }, /x-quartet-viewer is never forwarded/],
    ['a limit that is none', { limits: { queryFields: 0 } }, /limits.queryFields .*>=50/],
  ])('%s', async (_, config, words) => {
    await expect(start(config)).rejects.toThrow(words);
  });

  it('a supergraph that protects fields', async () => {
    const sdl = supergraph.replace(
      /@link\(url: "https:\/\/specs.apollo.dev\/join[^)]*\)/,
      (join) => `${join} @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)`,
    );
    await expect(start({}, sdl)).rejects.toThrow(/uses @authenticated, which this router does not enforce/);
  });

  it.each([
    ['nothing', '', /no supergraph: Syntax Error/],
    ['a schema of another kind', 'type Query { a: Int }', /no supergraph: it has no enum join__Graph/],
  ])('%s', async (_, sdl, words) => {
    await expect(start({}, sdl)).rejects.toThrow(words);
  });
});
