import { type CatalogService, readCatalogEnv, startCatalog } from '@quartet/catalog';
import type { EngineUrls } from '@quartet/engines';
import { type OrdersService, readOrdersEnv, startOrders } from '@quartet/orders';
import { type Router, readRouterEnv, startRouter } from '@quartet/router';
import { supergraphSdl } from '@quartet/schema';
import { type SearchService, readSearchEnv, startSearch } from '@quartet/search';
import type { HealthChecks, Logger, SubgraphService } from '@quartet/service-kit';
import { type UsersService, readUsersEnv, startUsers } from '@quartet/users';

type Env = Record<string, string | undefined>;

export interface StackOptions {
  readonly urls: EngineUrls;
  /** Further settings of the subgraphs and the router, such as SEARCH_INDEX_PREFIX. Default: none. */
  readonly env?: Env;
  readonly log: Logger;
  /** Of the router; 0 takes any free port. Default: PORT in `env`, else 4000. */
  readonly port?: number;
}

/** Everything in one process: four subgraphs with their workers, and the router that executes them in memory. */
export interface Stack {
  /** Where GraphQL is served, such as http://127.0.0.1:4000/graphql. */
  readonly url: string;
  readonly users: UsersService;
  readonly orders: OrdersService;
  readonly catalog: CatalogService;
  readonly search: SearchService;
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
  // All settings are read before anything starts.
  const settings = {
    router: readRouterEnv(env),
    users: readUsersEnv(env),
    orders: readOrdersEnv(env),
    catalog: readCatalogEnv(env),
    search: readSearchEnv(env),
  };
  const part = (name: string) => ({ log: o.log.child({ subgraph: name }), workers: true });
  const [users, orders, catalog, search] = await allOrNone([
    startUsers({ env: settings.users, ...part('users') }),
    startOrders({ env: settings.orders, ...part('orders') }),
    startCatalog({ env: settings.catalog, ...part('catalog') }),
    startSearch({ env: settings.search, ...part('search') }),
  ] as const);
  const services = { users, orders, catalog, search };
  const stopServices = () => stopAll(Object.values(services));
  try {
    const router = await startRouter({
      env: settings.router,
      transports: {
        users: users.subgraph,
        orders: orders.subgraph,
        catalog: catalog.subgraph,
        search: search.subgraph,
      },
      supergraphSdl: supergraphSdl(),
      jwks: users.jwks,
      checks: mergeChecks(services),
      log: o.log.child({ part: 'router' }),
    });
    return {
      ...services,
      url: router.url,
      router,
      async stop() {
        await router.stop();
        await stopServices();
      },
    };
  } catch (err) {
    await stopServices();
    throw err;
  }
}

async function allOrNone<T extends readonly Promise<SubgraphService>[]>(
  starting: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(starting);
  const failed = settled.find((one) => one.status === 'rejected');
  if (!failed) return Promise.all(starting);
  await stopAll(settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
  throw failed.reason;
}

/** Stops each, whatever becomes of the others; the first error is thrown at the end. */
async function stopAll(services: readonly SubgraphService[]): Promise<void> {
  const stopped = await Promise.allSettled(services.map((service) => service.stop()));
  for (const one of stopped) if (one.status === 'rejected') throw one.reason;
}

/** Each subgraph's checks under names such as orders.postgres. */
function mergeChecks(services: Readonly<Record<string, SubgraphService>>): HealthChecks {
  const merged: HealthChecks = {};
  for (const [subgraph, service] of Object.entries(services)) {
    for (const [name, check] of Object.entries(service.checks)) merged[`${subgraph}.${name}`] = check;
  }
  return merged;
}
