import { createLogger } from '@quartet/service-kit';
import { afterwards, waitUntil } from '@quartet/test-kit';
import { expect, it } from 'vitest';
import { readRouterEnv } from '../src/env.ts';
import { type GraphVersions, createGraphVersions } from '../src/server/graph-versions.ts';
import { type ServedGraph, createServedGraph } from '../src/server/served-graph.ts';
import { reachByAddress } from '../src/transport/reach-subgraphs.ts';
import { composed } from './http-graph.ts';
import { collectGarbage } from './memory.ts';
import { createPersistedQueries } from '../src/server/persisted-queries.ts';

const log = createLogger({ name: 'router-test', level: 'silent' });
const sdl = (field: string, url = 'http://one') => composed({ name: 'shop', url, sdl: `type Query { ${field}: Int }` });

async function open(first: string) {
  const made: WeakRef<object>[] = [];
  const places: string[] = [];
  const reach = reachByAddress({
    urlsOf: ({ url }) => [url],
    create(_, [url = '']) {
      places.push(url);
      const at = places.length - 1;
      return {
        execute: () => Promise.resolve({ data: {} }),
        close: () => Promise.resolve(void (places[at] = 'closed')),
      };
    },
  });
  const create = async (text: string): Promise<ServedGraph> => {
    const graph = await createServedGraph(text, {
      reach,
      executor: {},
      persisted: createPersistedQueries(),
      env: readRouterEnv({}),
      log,
      welcomeQuery: '',
    });
    made.push(new WeakRef(graph), new WeakRef(graph.apollo), new WeakRef(graph.lane));
    return graph;
  };
  const graphs: GraphVersions = await createGraphVersions(first, { create, log });
  afterwards(() => graphs.stop());
  return { graphs, made, places };
}

it('supergraphs that were replaced leave nothing behind', async () => {
  const texts = [sdl('a'), sdl('b')] as const;
  const { graphs, made } = await open(texts[0]);
  for (let i = 1; i <= 8; i += 1) await graphs.update(texts[i % 2 === 0 ? 0 : 1]);
  expect(made).toHaveLength(27);
  await waitUntil(() => (collectGarbage(), made.filter((one) => one.deref()).length === 3), {
    what: 'only the last one',
  });
});

it('one that a request holds ends with it', async () => {
  const { graphs, places } = await open(sdl('a'));
  const first = graphs.hold();
  const second = graphs.hold();
  await graphs.update(sdl('a', 'http://two'));
  await graphs.update(sdl('b', 'http://two'));
  expect(graphs.hold().graph.version).not.toBe(first.graph.version);
  first.release();
  await new Promise(setImmediate);
  expect(places).toEqual(['http://one', 'http://two']);
  second.release();
  await waitUntil(() => places[0] === 'closed', { what: 'the first place closed' });
  expect(places).toEqual(['closed', 'http://two']);
});

it('updates are taken in their order, and one that is refused changes nothing', async () => {
  const { graphs, places } = await open(sdl('a'));
  const outcomes = await Promise.allSettled([sdl('b'), 'nonsense', sdl('c')].map((text) => graphs.update(text)));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  const before = graphs.version();
  await expect(graphs.update('nonsense')).rejects.toThrow('it is no supergraph');
  await graphs.update(sdl('c'));
  expect(graphs.version()).toBe(before);
  expect(places).toEqual(['http://one']);
});
