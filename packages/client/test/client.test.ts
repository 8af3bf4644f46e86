import { setTimeout } from 'node:timers/promises';
import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { createClient, type Fetch, FlagshipDocument, GraphRequestError, SearchProductsDocument } from '../src/index.ts';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close().closeAllConnections());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/graphql`;
}

const failureOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => undefined,
    (error: unknown) => error,
  );

test('sends the document, its variables and the newest token, and gives the answer as it came', async () => {
  const seen: unknown[] = [];
  const url = await serve((request, response) => {
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      seen.push({ authorization: request.headers.authorization, ...(JSON.parse(body) as object) });
      response.end('{"data":{"order":null},"errors":[{"message":"away","path":["order"]}]}');
    });
  });
  const tokens = ['first', 'second'];
  const client = createClient({ url, accessToken: () => tokens.shift() ?? null });
  const expected = { data: { order: null }, errors: [{ message: 'away', path: ['order'] }] };
  expect(await client.request(FlagshipDocument, { id: '1' })).toEqual(expected);
  await client.request(SearchProductsDocument);
  expect(seen).toMatchObject([
    {
      authorization: 'Bearer first',
      variables: { id: '1' },
      query: expect.stringContaining('query Flagship') as string,
    },
    { authorization: 'Bearer second', query: expect.stringContaining('query SearchProducts') as string },
  ]);
});

test('says what failed: time, network, or an answer that is none of a graph', async () => {
  const silent = await serve(() => undefined);
  const late = await failureOf(createClient({ url: silent, timeoutMs: 50 }).request(SearchProductsDocument));
  expect(late).toMatchObject({ name: 'GraphRequestError', fault: 'timeout' });
  const gone = await failureOf(createClient({ url: 'http://127.0.0.1:1/graphql' }).request(SearchProductsDocument));
  expect(gone).toMatchObject({ fault: 'network', cause: expect.anything() as unknown });
  for (const body of ['<html>', 'null', '3', '{}', '[]']) {
    const url = await serve((_request, response) => response.writeHead(502).end(body));
    const other = await failureOf(createClient({ url }).request(SearchProductsDocument));
    expect(other).toMatchObject({ fault: 'not-a-graph', message: `${url} answered 502, but not as a graph does` });
  }
});

test('a body that stops half way is out of time, too', async () => {
  const url = await serve((_request, response) => void response.write('{"data":'));
  const late = await failureOf(createClient({ url, timeoutMs: 50 }).request(SearchProductsDocument));
  expect(late).toMatchObject({ fault: 'timeout' });
});

test("the caller's own mistakes are thrown as they are", async () => {
  const mistake = new TypeError('tokens is not a function');
  const client = createClient({ url: 'http://127.0.0.1:1/graphql', accessToken: () => Promise.reject(mistake) });
  expect(await failureOf(client.request(SearchProductsDocument))).toBe(mistake);
  const cyclic: { first: number; self?: unknown } = { first: 1 };
  cyclic.self = cyclic;
  const failure = await failureOf(createClient({ url: 'http://127.0.0.1:1/' }).request(SearchProductsDocument, cyclic));
  expect(failure).not.toBeInstanceOf(GraphRequestError);
});

test('needs nothing of AbortSignal, and a fetch that does not heed the signal is left behind', async () => {
  const deaf: Fetch = () => new Promise(() => undefined);
  const timeout = AbortSignal.timeout;
  Reflect.deleteProperty(AbortSignal, 'timeout');
  onTestFinished(() => void (AbortSignal.timeout = timeout));
  const client = createClient({ url: 'http://shop.example/graphql', timeoutMs: 20, fetch: deaf });
  expect(await failureOf(client.request(SearchProductsDocument))).toMatchObject({ fault: 'timeout' });
});

test('a request without an end in time is not given up at once', async () => {
  const slow: Fetch = async () => {
    await setTimeout(30);
    return { status: 200, text: async () => '{"data":{}}' };
  };
  const client = createClient({ url: 'http://shop.example/graphql', timeoutMs: Infinity, fetch: slow });
  expect(await client.request(SearchProductsDocument)).toEqual({ data: {}, errors: [] });
});
