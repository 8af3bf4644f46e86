import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { afterwards } from '@quartet/test-kit';
import { type Router, startRouter } from '../src/server/server.ts';
import { readRouterEnv } from '../src/env.ts';
import { createHttpTransport } from '../src/transport/http-transport.ts';
import { type ComposedGraph, composeGraph } from './composed-graph.ts';
import { log } from './fake-graph.ts';
import { serve, sign } from './http-subgraphs.ts';

let graph: ComposedGraph;
let done: string[] = [];
const pay =
  (name: string) =>
  (_: unknown, { id }: { id: string }) => (done.push(`${name} ${id}`), true);

/** A router over subgraphs that are reached over HTTP, all in this process. */
async function openRouter(env: Record<string, string> = {}): Promise<Router> {
  const transports = Object.fromEntries(
    await Promise.all(
      Object.entries(graph.transports).map(async ([name, transport]) => {
        const served = await serve(name, transport);
        afterwards(() => served.close());
        const reached = createHttpTransport({ name, urls: [served.url], below: '/graphql', sign, log });
        afterwards(() => reached.close());
        return [name, reached] as const;
      }),
    ),
  );
  const { supergraphSdl } = graph;
  const router = await startRouter({
    env: readRouterEnv({ PORT: '0', ...env }),
    transports,
    supergraphSdl,
    checks: {},
    log,
  });
  afterwards(() => router.stop());
  return router;
}

const ask = (router: Router, query: string, signal?: AbortSignal) =>
  fetch(router.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    ...(signal && { signal }),
  });

beforeAll(() => {
  graph = composeGraph({
    money: {
      sdl: 'type Query { balance: Int } type Mutation { pay(id: ID!): Boolean }',
      resolvers: { Query: { balance: () => 7 }, Mutation: { pay: pay('pay') } },
    },
    goods: {
      sdl: 'type Query { shelf: Int } type Mutation { ship(id: ID!): Boolean }',
      resolvers: { Mutation: { ship: pay('ship') } },
    },
  });
});
beforeEach(() => {
  done = [];
  graph.instead.clear();
});

describe('a client that hangs up', () => {
  it('ends its query in the subgraph', async () => {
    const router = await openRouter();
    const gone = new AbortController();
    const ended = Promise.withResolvers<void>();
    graph.instead.set('money', (request, answer) => {
      request.signal?.addEventListener('abort', () => ended.resolve());
      gone.abort();
      return ended.promise.then(answer);
    });
    await expect(ask(router, '{ balance }', gone.signal)).rejects.toThrow();
    await ended.promise;
  });

  it('in a mutation leaves what was sent to run to its end, which a stop waits for, and nothing else begins', async () => {
    const router = await openRouter();
    const gone = new AbortController();
    const sent = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    let wasAborted: boolean | undefined;
    graph.instead.set('money', async (request, answer) => {
      sent.resolve();
      await goOn.promise;
      wasAborted = request.signal?.aborted;
      return answer();
    });
    const asked = ask(router, 'mutation { pay(id: "1") again: pay(id: "2") ship(id: "1") }', gone.signal);
    await sent.promise;
    gone.abort();
    await expect(asked).rejects.toThrow();
    const stopped = router.stop();
    // The stop has closed the way in before what is under way goes on.
    await expect
      .poll(
        () =>
          fetch(router.url).then(
            () => 'open',
            () => 'closed',
          ),
        { interval: 10 },
      )
      .toBe('closed');
    goOn.resolve();
    await stopped;
    expect(done).toEqual(['pay 1']);
    expect(wasAborted).toBe(false);
  });
});

it('while the event loop is late new requests get 503 with Retry-After, health stays green, and it passes', async () => {
  const router = await openRouter({ MAX_EVENT_LOOP_LAG_MS: '30' });
  const { origin } = new URL(router.url);
  expect((await ask(router, '{ balance }')).status).toBe(200);
  let isBusy = true;
  const busy = (async () => {
    while (isBusy) {
      const until = performance.now() + 100;
      while (performance.now() < until);
      await nextTurn();
    }
  })();
  const statusOf = async () => (await ask(router, '{ balance }')).status;
  await expect.poll(statusOf, { interval: 10, timeout: 30_000 }).toBe(503);
  const refused = await ask(router, '{ balance }');
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
  expect((await fetch(`${origin}/health`)).status).toBe(200);
  isBusy = false;
  await busy;
  await expect.poll(statusOf, { interval: 50, timeout: 60_000 }).toBe(200);
}, 120_000);

it('a subgraph with a time-out of its own is given up by it, the others by the common one', async () => {
  const router = await openRouter({ SUBGRAPH_TIMEOUTS_MS: 'goods=60, users=90', SUBGRAPH_TIMEOUT_MS: '100000' });
  graph.instead.set('goods', () => new Promise(() => undefined));
  const answer = (await (await ask(router, '{ balance shelf }')).json()) as {
    data: unknown;
    errors: { path: string[] }[];
  };
  expect(answer.data).toEqual({ balance: 7, shelf: null });
  expect(answer.errors.map(({ path }) => path)).toEqual([['shelf']]);
});
