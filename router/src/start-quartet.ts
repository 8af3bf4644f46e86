import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PAYMENT_WEBHOOKS } from '@quartet/schema/limits';
import { type Logger, createViewerSigner, readViewerSecrets } from '@quartet/service-kit';
import type { SubgraphName } from '@quartet/schema/subgraphs';
import { readRouterEnv, readSubgraphUrls } from './env.ts';
import { subgraphTimeout } from './limits.ts';
import { type Router, startRouter } from './server/server.ts';
import { watchSupergraph } from './supergraph/watch-supergraph.ts';
import { forwardRaw } from './transport/forward.ts';
import { createHttpTransport } from './transport/http-transport.ts';
import { reachable, remoteKeys } from './transport/remote-subgraph.ts';

const SUPERGRAPH = fileURLToPath(new URL('../../schema/supergraph.graphql', import.meta.url));

/** Serves Quartet's own graph, whose subgraphs are processes of their own. */
export async function startQuartet(
  settings: Record<string, string | undefined>,
  log: Logger,
): Promise<Pick<Router, 'url' | 'stop'>> {
  const env = readRouterEnv(settings);
  const urls = readSubgraphUrls(settings);
  const sign = createViewerSigner(readViewerSecrets(settings));
  const reach = (name: SubgraphName) =>
    createHttpTransport({
      name,
      urls: urls[name],
      below: '/graphql',
      sign,
      timeoutMs: subgraphTimeout(env, name),
      maxCalls: env.SUBGRAPH_MAX_CALLS,
      maxWaiting: env.SUBGRAPH_MAX_WAITING,
      maxAnswerBytes: env.MAX_ANSWER_BYTES,
      log,
    });
  const transports = {
    users: reach('users'),
    orders: reach('orders'),
    catalog: reach('catalog'),
    search: reach('search'),
  };
  const close = () => Promise.all(Object.values(transports).map((transport) => transport.close()));
  try {
    const supergraphSdl = readFileSync(SUPERGRAPH, 'utf8');
    const router = await startRouter({
      env,
      transports,
      supergraphSdl,
      jwks: remoteKeys(urls.users.map((url) => `${url}/.well-known/jwks.json`)),
      checks: {
        users: reachable(urls.users),
        orders: reachable(urls.orders),
        catalog: reachable(urls.catalog),
        search: reachable(urls.search),
      },
      raw: [forwardRaw(PAYMENT_WEBHOOKS, { urls: urls.orders, log })],
      log,
    });
    const watch = watchSupergraph({
      file: SUPERGRAPH,
      served: supergraphSdl,
      take: (text) => router.update(text),
      everyMs: env.SUPERGRAPH_POLL_MS,
      log,
    });
    return {
      url: router.url,
      async stop() {
        await watch.stop();
        await router.stop();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
