import { type CatalogService, readCatalogEnv, startCatalog } from '@quartet/catalog';
import { type OrdersService, readOrdersEnv, startOrders } from '@quartet/orders';
import { type SearchService, readSearchEnv, startSearch } from '@quartet/search';
import type { Logger, SubgraphService } from '@quartet/service-kit';
import { type UsersService, readUsersEnv, startUsers } from '@quartet/users';
import { enginesAnswer } from './engines-answer.ts';
import type { EngineUrls } from './servers/index.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The four services in this process, with their databases. */
export interface Subgraphs {
  readonly users: UsersService;
  readonly orders: OrdersService;
  readonly catalog: CatalogService;
  readonly search: SearchService;
}

/**
 * Starts the four on migrated databases and waits until their engines answer. Where one fails, those that had started are
 * stopped before its error is thrown.
 * Without `workers` they only give access to the databases and answer queries: relays and consumers run elsewhere.
 */
export async function startSubgraphs({
  urls,
  env: given,
  log,
  workers,
}: {
  urls: EngineUrls;
  env?: Env;
  log: Logger;
  workers: boolean;
}): Promise<Subgraphs> {
  const env: Env = { ...given, ...urls };
  // All settings are read before anything starts.
  const settings = {
    users: readUsersEnv(env),
    orders: readOrdersEnv(env),
    catalog: readCatalogEnv(env),
    search: readSearchEnv(env),
  };
  const part = (name: string) => ({ log: log.child({ subgraph: name }), workers });
  const [users, orders, catalog, search] = await allOrNone([
    startUsers({ env: settings.users, ...part('users') }),
    startOrders({ env: settings.orders, ...part('orders') }),
    startCatalog({ env: settings.catalog, ...part('catalog') }),
    startSearch({ env: settings.search, ...part('search') }),
  ] as const);
  const subgraphs = { users, orders, catalog, search };
  try {
    await enginesAnswer(subgraphs);
  } catch (error) {
    await stopSubgraphs(subgraphs);
    throw error;
  }
  return subgraphs;
}

async function allOrNone<T extends readonly Promise<SubgraphService>[]>(
  starting: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(starting);
  const failed = settled.find((one) => one.status === 'rejected');
  if (!failed) return Promise.all(starting);
  await stopServices(settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
  throw failed.reason;
}

export async function stopSubgraphs({ users, orders, catalog, search }: Subgraphs): Promise<void> {
  await stopServices([users, orders, catalog, search]);
}

/** Stops each, even where others fail; the first error is thrown at the end. */
async function stopServices(services: readonly SubgraphService[]): Promise<void> {
  const stopped = await Promise.allSettled(services.map((service) => service.stop()));
  for (const one of stopped) if (one.status === 'rejected') throw one.reason;
}
