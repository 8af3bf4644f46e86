import type { EngineUrls } from '@quartet/engines';
import { type Router, readRouterEnv, startRouter } from '@quartet/router';
import { supergraphSdl } from '@quartet/schema';
import type { Logger } from '@quartet/service-kit';
import { mergeChecks } from './engines-answer.ts';
import { type Subgraphs, startSubgraphs, stopSubgraphs } from './subgraphs.ts';

type Env = Record<string, string | undefined>;

export interface StackOptions {
  readonly urls: EngineUrls;
  /** Further settings of the subgraphs and the router, such as SEARCH_INDEX_PREFIX. Default: none. */
  readonly env?: Env;
  readonly log: Logger;
  /** Of the router; 0 takes any free port. Default: PORT in `env`, else 4000. */
  readonly port?: number;
  /** Right before the router listens: frees a port that is held for it. */
  beforeListening?(): Promise<void>;
}

/** Everything in one process: four subgraphs with their workers, and the router that executes them in memory. */
export interface Stack extends Subgraphs {
  /** Where GraphQL is served, such as http://127.0.0.1:4000/graphql. */
  readonly url: string;
  readonly router: Router;
  /** The router first, so that no request finds its subgraph gone. */
  stop(): Promise<void>;
}

/**
 * Starts all of it on migrated databases. Where one part fails, those that had started are stopped before its error is
 * thrown.
 */
export async function startStack(o: StackOptions): Promise<Stack> {
  const env: Env = { ...o.env, ...o.urls, ...(o.port !== undefined && { PORT: String(o.port) }) };
  const routerEnv = readRouterEnv(env);
  const subgraphs = await startSubgraphs({ urls: o.urls, env, log: o.log, workers: true });
  const { users, orders, catalog, search } = subgraphs;
  try {
    await o.beforeListening?.();
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
      log: o.log.child({ part: 'router' }),
    });
    return {
      ...subgraphs,
      url: router.url,
      router,
      async stop() {
        await router.stop();
        await stopSubgraphs(subgraphs);
      },
    };
  } catch (err) {
    await stopSubgraphs(subgraphs);
    throw err;
  }
}
