import { createLogger } from '@quartet/service-kit';
import { parse } from 'graphql';
import { readRouterEnv } from '../../src/env.ts';
import { createGraphVersions } from '../../src/server/graph-versions.ts';
import { createServedGraph } from '../../src/server/served-graph.ts';
import { reachFixed } from '../../src/transport/reach-subgraphs.ts';
import { fakeGraph, flagship, supergraphSdl } from '../fake-graph.ts';
import { collectGarbage } from '../memory.ts';
import { createPersistedQueries } from '../../src/server/persisted-queries.ts';

const ROUNDS = 10;
/** In which Node compiles what it will need. */
const WARM_UP = 2;
/** Of the heap after the warm-up. */
const MAX_GROWTH = 0.05;

/** Swaps two supergraphs so often, a query on each, and says what the heap holds. False where it has grown. */
export async function swap(times: number, say: (line: string) => void): Promise<boolean> {
  const log = createLogger({ name: 'router-test', level: 'silent' });
  const options = {
    reach: reachFixed(fakeGraph().transports),
    executor: {},
    persisted: createPersistedQueries(),
    env: readRouterEnv({}),
    log,
    welcomeQuery: '',
  };
  const texts = [supergraphSdl, `${supergraphSdl}\n# another one`];
  const graphs = await createGraphVersions(supergraphSdl, {
    create: (text) => createServedGraph(text, options),
    log,
  });
  const heaps: number[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    for (let i = 0; i < times / ROUNDS; i += 1) {
      await graphs.update(texts[i % 2 === 0 ? 1 : 0] ?? '');
      const { graph, release } = graphs.hold();
      await graph.apollo.executeOperation(
        { query: parse(flagship), variables: { id: 'o1' } },
        {
          contextValue: {
            viewer: { kind: 'anonymous' },
            requestId: 'r-1',
            headers: {},
            signal: new AbortController().signal,
            endsAt: performance.now() + 10_000,
          },
        },
      );
      release();
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    collectGarbage();
    heaps.push(Math.round(process.memoryUsage().heapUsed / 2 ** 20));
    say(`${round < WARM_UP ? 'warm-up' : 'swaps'}: ${heaps.at(-1)} MiB of heap`);
  }
  await graphs.stop();
  const [first = 0] = heaps.slice(WARM_UP - 1);
  return (heaps.at(-1) ?? 0) <= first * (1 + MAX_GROWTH);
}
