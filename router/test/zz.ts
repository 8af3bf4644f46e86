import { createLogger } from '@quartet/service-kit';
import { readRouterEnv } from '../src/env.ts';
import { createGraphVersions } from '../src/server/graph-versions.ts';
import { createServedGraph } from '../src/server/served-graph.ts';
import { reachFixed } from '../src/transport/reach-subgraphs.ts';
import { composed } from './http-graph.ts';
import { collectGarbage } from './memory.ts';
const log = createLogger({ name: 't', level: 'silent' });
const a = composed({ name: 'shop', url: 'http://x', sdl: 'type Query { a: Int }' });
const b = composed({ name: 'shop', url: 'http://x', sdl: 'type Query { b: Int }' });
const g = await createGraphVersions(a, { create: (t) => createServedGraph(t, { reach: reachFixed({ shop: { execute: async () => ({ data: {} }) } }), executor: {}, env: readRouterEnv({}), log, welcomeQuery: '' }), log });
for (let r = 0; r < 8; r++) {
  for (let i = 0; i < 150; i++) await g.update(i % 2 ? a : b);
  await new Promise((x) => setTimeout(x, 50)); collectGarbage(); collectGarbage();
  console.log((r + 1) * 150, (process.memoryUsage().heapUsed / 2 ** 20).toFixed(2));
}
await g.stop();
