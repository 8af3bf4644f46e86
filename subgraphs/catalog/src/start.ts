import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  BULK_DEADLINE_MS,
  createMongo,
  MIGRATION_TIMEOUT_MS,
  createRedis,
  createSubgraph,
  type Logger,
  type MigrationState,
  type SubgraphService,
  stopWorkers,
} from '@quartet/service-kit';
import type { Db, MongoClient } from 'mongodb';
import { createProductCache } from './cache/product-cache.ts';
import type { Context } from './context.ts';
import type { CatalogEnv } from './env.ts';
import { createLoaders } from './graphql/loaders.ts';
import { resolvers } from './graphql/resolvers/index.ts';
import { readMigrations, runMigrations } from './storage/migrator.ts';
import { startCatalogRelay } from './workers/catalog-relay.ts';
import { startRequestConsumer } from './workers/request-consumer.ts';

const SDL = new URL('../../../schema/catalog.graphql', import.meta.url);
const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

export interface CatalogService extends SubgraphService {
  client: MongoClient;
  db: Db;
}

/** Starts the subgraph, and with `workers` the relay of its changes and who hears of lost copies. Connects on first use, so nothing need be up yet. */
export async function startCatalog(o: { env: CatalogEnv; log: Logger; workers: boolean }): Promise<CatalogService> {
  const mongo = createMongo({ url: o.env.CATALOG_MONGODB_URL, name: 'catalog', log: o.log });
  const cacheRedis = createRedis({ url: o.env.REDIS_CACHE_URL, name: 'catalog-cache', log: o.log });
  const cache = createProductCache(cacheRedis);
  const streams = o.workers
    ? createRedis({ url: o.env.REDIS_URL, name: 'catalog-relay', log: o.log, timeoutMs: BULK_DEADLINE_MS })
    : null;
  const workers = streams
    ? [
        startCatalogRelay({ db: mongo.db, redis: streams, cache, log: o.log }),
        startRequestConsumer({ db: mongo.db, redisUrl: o.env.REDIS_URL, log: o.log }),
      ]
    : [];
  const subgraph = createSubgraph<Context>({
    name: 'catalog',
    typeDefs: readFileSync(SDL, 'utf8'),
    resolvers,
    createContext: ({ viewer }) => ({ viewer, db: mongo.db, loaders: createLoaders(mongo.db, cache) }),
    log: o.log,
  });
  return {
    subgraph,
    client: mongo.client,
    db: mongo.db,
    checks: {
      mongodb: () => mongo.ping(),
      'redis-cache': async () => void (await cacheRedis.ping()),
      ...(streams ? { 'redis-streams': async () => void (await streams.ping()) } : {}),
    },
    async stop() {
      await stopWorkers(workers, {
        cutOff: () => {
          streams?.disconnect();
          void mongo.destroy();
        },
      });
      streams?.disconnect();
      cacheRedis.disconnect();
      await mongo.destroy();
    },
  };
}

/** Brings the database up to this code, or takes the newest migration back. @returns the names of what was done */
export async function migrateCatalog(o: { env: CatalogEnv; log: Logger; direction: 'up' | 'down' }): Promise<string[]> {
  const mongo = createMongo({
    url: o.env.CATALOG_MONGODB_URL,
    name: 'catalog-migrations',
    timeoutMs: MIGRATION_TIMEOUT_MS,
    log: o.log,
  });
  try {
    await mongo.answers();
    return await runMigrations(mongo.db, { folder: MIGRATIONS, direction: o.direction, log: o.log });
  } finally {
    await mongo.destroy();
  }
}

/** Which migrations the catalog's database has and lacks; changes nothing. */
export const catalogMigrations = (db: Db): Promise<MigrationState> => readMigrations(db, MIGRATIONS);
