import { migrateCatalog, readCatalogEnv } from '@quartet/catalog';
import { migrateOrders, readOrdersEnv } from '@quartet/orders';
import { SUBGRAPHS, type SubgraphName } from '@quartet/schema/subgraphs';
import { migrateSearch, readSearchEnv } from '@quartet/search';
import { type Logger, StartError } from '@quartet/service-kit';
import { migrateUsers, readUsersEnv } from '@quartet/users';
import type { EngineUrls } from './servers/index.ts';

export interface MigrateOptions {
  readonly urls: EngineUrls;
  readonly env?: Record<string, string | undefined>;
  readonly log: Logger;
  /** up: all that are missing. down: the newest one of each subgraph. */
  readonly direction: 'up' | 'down';
  /** Only these; default: all. */
  readonly only?: readonly SubgraphName[];
}

/** Brings the databases of all subgraphs to the code's version, side by side. Returns the names of what ran. */
export async function migrateAll({
  urls,
  env: given,
  log,
  direction,
  only = SUBGRAPHS,
}: MigrateOptions): Promise<Record<SubgraphName, string[]>> {
  const env = { ...given, ...urls };
  const run: Record<SubgraphName, () => Promise<string[]>> = {
    users: () => migrateUsers({ env: readUsersEnv(env), log, direction }),
    orders: () => migrateOrders({ env: readOrdersEnv(env), log, direction }),
    catalog: () => migrateCatalog({ env: readCatalogEnv(env), log, direction }),
    search: () => migrateSearch({ env: readSearchEnv(env), log, direction }),
  };
  // All settle before an error is thrown: nothing goes on in the background.
  const settled = await Promise.allSettled(
    SUBGRAPHS.map(async (name) => {
      const migrating = only.includes(name) ? run[name]() : Promise.resolve([]);
      return { name, ran: await migrating.catch((error: unknown) => Promise.reject(named(name, error))) };
    }),
  );
  const ran: Record<SubgraphName, string[]> = { users: [], orders: [], catalog: [], search: [] };
  for (const one of settled) {
    if (one.status === 'rejected') throw one.reason;
    ran[one.value.name] = one.value.ran;
  }
  return ran;
}

/** What a person can fix says which database it is about. */
function named(subgraph: SubgraphName, error: unknown): Error {
  if (error instanceof StartError) return new StartError(`${subgraph}: ${error.message}`, { cause: error });
  return error instanceof Error ? error : new Error(String(error));
}
