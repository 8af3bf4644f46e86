import { readFileSync } from 'node:fs';
import type { SubgraphName } from '@quartet/schema/subgraphs';
import { PAYMENT_WEBHOOKS } from '@quartet/schema/limits';
import { createLogger, createViewerSigner, readViewerSecrets, runProcess, type Logger } from '@quartet/service-kit';
import { readRouterEnv, readSubgraphUrls } from './env.ts';
import { forwardRaw } from './transport/forward.ts';
import { createHttpTransport } from './transport/http-transport.ts';
import { reachable, remoteKeys } from './transport/remote-subgraph.ts';
import { startRouter } from './server/server.ts';

const SUPERGRAPH = new URL('../../schema/supergraph.graphql', import.meta.url);

// The router as a process of its own: it reaches the subgraphs over HTTP.
await runProcess({ name: 'router', log: () => createLogger({ name: 'router' }), start });

async function start(log: Logger) {
  const env = readRouterEnv(process.env);
  const urls = readSubgraphUrls(process.env);
  const sign = createViewerSigner(readViewerSecrets(process.env));
  const timeoutMs = env.SUBGRAPH_TIMEOUT_MS;
  const maxAnswerBytes = env.MAX_ANSWER_BYTES;
  const reach = (name: SubgraphName) =>
    createHttpTransport({ name, urls: urls[name], sign, timeoutMs, maxAnswerBytes, log });
  const transports = {
    users: reach('users'),
    orders: reach('orders'),
    catalog: reach('catalog'),
    search: reach('search'),
  };
  const close = () => Promise.all(Object.values(transports).map((transport) => transport.close()));
  try {
    const router = await startRouter({
      env,
      transports,
      supergraphSdl: readFileSync(SUPERGRAPH, 'utf8'),
      jwks: remoteKeys(urls.users),
      checks: {
        users: reachable(urls.users),
        orders: reachable(urls.orders),
        catalog: reachable(urls.catalog),
        search: reachable(urls.search),
      },
      raw: [forwardRaw(PAYMENT_WEBHOOKS, { urls: urls.orders, log })],
      log,
    });
    return {
      url: router.url,
      async stop() {
        await router.stop();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
