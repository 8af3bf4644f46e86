import { readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger } from '@quartet/service-kit';
import { afterwards, waitUntil } from '@quartet/test-kit';
import { beforeAll, describe, expect, it } from 'vitest';
import { startSupergraph } from '../src/start-supergraph.ts';
import { watchSupergraph } from '../src/supergraph/watch-supergraph.ts';
import { type HttpSubgraph, ask, composed, folder, serveSubgraph } from './http-graph.ts';

const OLD = 'type Query { book: Book secret: String } type Book { title: String }';
const NEW = 'type Query { book: Book } type Book { title: String pages: Int } type Mutation { lend: String }';
const WHOLE =
  'type Query { book: Book secret: String } type Book { title: String pages: Int } type Mutation { lend: String }';

let shop: HttpSubgraph;
let lending = Promise.withResolvers<string>();
let old: string;
let next: string;

beforeAll(async () => {
  shop = await serveSubgraph('shop', {
    sdl: WHOLE,
    resolvers: {
      Query: { book: () => ({ title: 'Ours', pages: 7 }), secret: () => 'shown' },
      Mutation: { lend: () => lending.promise },
    },
  });
  old = composed({ ...shop, sdl: OLD });
  next = composed({ ...shop, sdl: NEW });
});

interface Line {
  msg: string;
  reason?: string;
  version?: string;
}

/** A router whose file can be changed. */
async function serve(sdl: string) {
  const path = folder();
  const file = join(path, 'supergraph.graphql');
  writeFileSync(file, sdl);
  const lines: Line[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Line);
  const router = await startSupergraph({
    supergraph: file,
    config: undefined,
    settings: { PORT: '0', SUPERGRAPH_POLL_MS: '10' },
    log: createLogger({ name: 'router-test', level: 'info', destination: { write } }),
  });
  const stop = afterwards(() => router.stop());
  const said = (words: string) => lines.filter(({ msg }) => msg === words);
  return { url: router.url, file, path, said, stop, put: (text: string) => writeFileSync(file, text) };
}

const TAKEN = 'a new supergraph is served';
const REFUSED = 'a new supergraph was refused';
const valid = async (url: string, query: string) => (await ask(url, query)).status === 200;
const serves = (url: string, query: string) => waitUntil(() => valid(url, query), { what: `an answer to ${query}` });
const refuses = (url: string, query: string) =>
  waitUntil(async () => !(await valid(url, query)), { what: `a refusal of ${query}` });

it('a new supergraph is taken up without a failed request, and the old one again', async () => {
  const { url, put, said } = await serve(old);
  let ended = false;
  const seen: unknown[] = [];
  const asking = Array.from({ length: 4 }, async () => {
    while (!ended) seen.push(await ask(url, '{ book { title } }'));
  });
  for (const [text, query] of [
    [next, '{ book { pages } }'],
    [old, '{ secret }'],
    [next, '{ book { pages } }'],
  ] as const) {
    put(text);
    await serves(url, query);
  }
  ended = true;
  await Promise.all(asking);
  expect(seen.length).toBeGreaterThan(10);
  expect(new Set(seen.map((one) => JSON.stringify(one)))).toEqual(
    new Set([JSON.stringify({ status: 200, answer: { data: { book: { title: 'Ours' } } } })]),
  );
  expect(said(TAKEN)).toHaveLength(3);
});

it('one that cannot be served is refused with its reason, and the old one goes on', async () => {
  const { url, put, said } = await serve(old);
  const reasons = {
    'type Query { a: Int }': /no enum join__Graph/,
    [next.slice(0, 700)]: /Syntax Error|Unknown/,
    [next.replace('type Mutation', 'type Query')]: /only one type named "Query"|already/,
    [composed({ name: 'other', sdl: NEW, url: '' })]: /no URL of the subgraph "other"/,
  };
  for (const [text, words] of Object.entries(reasons)) {
    const before = said(REFUSED).length;
    put(text);
    await waitUntil(() => said(REFUSED).length > before, { what: 'a refusal' });
    expect(said(REFUSED).at(-1)?.reason).toMatch(words);
    expect((await ask(url, '{ secret }')).answer).toEqual({ data: { secret: 'shown' } });
  }
  // The one that is served is no new one.
  put(old);
  put(next);
  await serves(url, '{ book { pages } }');
  expect(said(TAKEN)).toHaveLength(1);
});

it('what was let through, planned and remembered under the old one does not run after a field was withdrawn', async () => {
  const { url, put } = await serve(old);
  // The first time through Apollo Server, later past it.
  for (let i = 0; i < 3; i += 1) expect((await ask(url, '{ secret }')).status).toBe(200);
  put(next);
  await serves(url, '{ book { pages } }');
  shop.received.length = 0;
  for (let i = 0; i < 3; i += 1) {
    const { status, answer } = await ask(url, '{ secret }');
    expect(status).toBe(400);
    expect(answer.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  }
  expect(shop.received).toEqual([]);
});

it('a mutation that has begun is answered, whatever is taken up meanwhile', async () => {
  const { url, put, said } = await serve(next);
  lending = Promise.withResolvers();
  const mutation = ask(url, 'mutation { lend }');
  await waitUntil(() => shop.received.some(({ body }) => body.query.includes('lend')), { what: 'the mutation' });
  // To another place as well: the connection that it uses is not closed.
  put(composed({ ...shop, sdl: OLD, url: shop.url.replace('127.0.0.1', 'localhost') }));
  await serves(url, '{ secret }');
  put(next);
  await refuses(url, '{ secret }');
  expect(said(TAKEN)).toHaveLength(2);
  lending.resolve('lent');
  expect((await mutation).answer).toEqual({ data: { lend: 'lent' } });
});

describe('the file', () => {
  it('may be a link that leads elsewhere, to an older file', async () => {
    const { url, file, path } = await serve(old);
    const versions = [0, 1].map((i) => join(path, `version-${i}`)) as [string, string];
    writeFileSync(versions[0], old);
    writeFileSync(versions[1], next);
    utimesSync(versions[1], 1_000_000, 1_000_000);
    const point = (to: string) => {
      symlinkSync(to, `${file}.new`);
      renameSync(`${file}.new`, file);
    };
    point(versions[0]);
    expect(await valid(url, '{ secret }')).toBe(true);
    point(versions[1]);
    await serves(url, '{ book { pages } }');
    point(versions[0]);
    await serves(url, '{ secret }');
  });

  it('may be away for a moment, and be written bit by bit', async () => {
    const { url, file, put, said } = await serve(old);
    rmSync(file);
    for (let i = 0; i < 3; i += 1) expect(await valid(url, '{ secret }')).toBe(true);
    put(next.slice(0, next.length / 2));
    expect(await valid(url, '{ secret }')).toBe(true);
    put(next);
    await serves(url, '{ book { pages } }');
    expect(said(TAKEN)).toHaveLength(1);
  });
});

describe('the watch of a file', () => {
  function watch(take: (text: string) => Promise<void>) {
    const file = join(folder(), 'supergraph.graphql');
    writeFileSync(file, 'one');
    const log = createLogger({ name: 'router-test', level: 'silent' });
    const watching = watchSupergraph({ file, served: 'one', take, everyMs: 5, retryMs: 20, log });
    afterwards(() => watching.stop());
    return file;
  }

  it('offers what was refused again, also where it has not changed', async () => {
    const offered: string[] = [];
    const file = watch((text) => {
      offered.push(text);
      return offered.length < 3 ? Promise.reject(new Error('not now')) : Promise.resolve();
    });
    writeFileSync(file, 'two');
    await waitUntil(() => offered.length === 3, { what: 'the third offer' });
    writeFileSync(file, 'three');
    await waitUntil(() => offered.length === 4, { what: 'the next content' });
    expect(offered).toEqual(['two', 'two', 'two', 'three']);
    expect(readFileSync(file, 'utf8')).toBe('three');
  });
});
