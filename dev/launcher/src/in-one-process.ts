import { type Router, readRouterEnv, startRouter } from '@quartet/router';
import { supergraphSdl } from '@quartet/schema';
import { mergeChecks, startSubgraphs, stopSubgraphs } from '@quartet/ops';
import type { RunningShop, StartShopOptions } from './shop.ts';

type Env = Record<string, string | undefined>;

export interface ShopInOneProcess extends RunningShop {
  readonly router: Router;
}

/**
 * Starts everything in one process on migrated databases: four subgraphs, their workers unless those are not wanted, and the router that executes
 * them in memory. Where one part fails, those that had started are stopped before its error is thrown.
 */
export async function startInOneProcess({
  urls,
  env: given,
  log,
  port,
  beforeListening,
  workers = true,
}: StartShopOptions & { workers?: boolean }): Promise<ShopInOneProcess> {
  const env: Env = { ...given, ...urls, ...(port !== undefined && { PORT: String(port) }) };
  const routerEnv = readRouterEnv(env);
  const subgraphs = await startSubgraphs({ urls, env, log, workers });
  const { users, orders, catalog, search } = subgraphs;
  try {
    await beforeListening?.();
    const router = await startRouter({
      env: routerEnv,
      transports: {
        users: users.subgraph,
        orders: orders.subgraph,
        catalog: catalog.subgraph,
        search: search.subgraph,
      },
      supergraphSdl: supergraphSdl(),
      jwks: users.jwks,
      checks: mergeChecks({ users, orders, catalog, search }),
      raw: [orders.paymentWebhooks],
      log: log.child({ part: 'router' }),
    });
    return {
      ...subgraphs,
      url: router.url,
      router,
      // The router first, so that no request finds its subgraph gone.
      async stop() {
        await router.stop();
        await stopSubgraphs(subgraphs);
      },
    };
  } catch (error) {
    await stopSubgraphs(subgraphs);
    throw error;
  }
}
