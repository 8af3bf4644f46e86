import { readFileSync } from 'node:fs';
import {
  BULK_DEADLINE_MS,
  createGenerations,
  createMongo,
  createRedis,
  createSubgraph,
  stopWorkers,
  type Logger,
  type Subgraph,
  type SubgraphService,
} from '@quartet/service-kit';
import type { MongoClient } from 'mongodb';
import { ANY_PRODUCT, tagOfProduct } from './cache/cache-tags.ts';
import { createProductCache } from './cache/product-cache.ts';
import { createContext, type Context, type Tools } from './context.ts';
import type { Db } from './database.ts';
import type { CatalogEnv } from './env.ts';
import { cacheTags } from './graphql/cache-tags.ts';
import { resolvers } from './graphql/resolvers/index.ts';
import { startCatalogRelay } from './workers/catalog-relay.ts';
import { startRequestConsumer } from './workers/request-consumer.ts';

const TYPE_DEFS = readFileSync(new URL('../../../schema/catalog.graphql', import.meta.url), 'utf8');

export interface CatalogService extends SubgraphService {
  client: MongoClient;
  /** For domain functions such as saveProduct, within this process. */
  db: Db;
}

/** The schema and its resolvers over these tools. */
export function createCatalogSubgraph({ log, ...tools }: Tools & { log: Logger }): Subgraph {
  return createSubgraph<Context>({
    name: 'catalog',
    typeDefs: TYPE_DEFS,
    resolvers,
    createContext: (request) => createContext(request, tools),
    cacheTags,
    log,
  });
}

/**
 * Starts the subgraph on a migrated database and, with `workers`, the relay of its changes and the consumer of requests
 * for a snapshot. It starts even if an engine is away, and works once that is back.
 */
export async function startCatalog({
  env,
  log,
  workers,
}: {
  env: CatalogEnv;
  log: Logger;
  workers: boolean;
}): Promise<CatalogService> {
  const mongo = createMongo({ url: env.CATALOG_MONGODB_URL, name: 'catalog', log });
  const cacheRedis = createRedis({ url: env.REDIS_CACHE_URL, name: 'catalog-cache', log });
  const { client, db } = mongo;
  const generations = createGenerations({ redis: cacheRedis, subgraph: 'catalog', log });
  const cache = createProductCache(cacheRedis, {
    // In this order: what is fetched for the router's cache from then on is not from a copy of ours.
    onInvalidated: (ids) => generations.raise([ANY_PRODUCT, ...ids.map(tagOfProduct)]),
  });
  const redis = workers
    ? createRedis({ url: env.REDIS_URL, name: 'catalog-relay', log, timeoutMs: BULK_DEADLINE_MS })
    : null;
  const running = redis
    ? [
        startCatalogRelay({ db, redis, cache, generations, log }),
        startRequestConsumer({ db, redisUrl: env.REDIS_URL, log }),
      ]
    : [];
  return {
    client,
    db,
    subgraph: createCatalogSubgraph({ db, cache, log }),
    checks: {
      mongodb: () => mongo.ping(),
      'redis-cache': async () => void (await cacheRedis.ping()),
      ...(redis && { redis: async () => void (await redis.ping()) }),
    },
    async stop() {
      await stopWorkers(running, {
        cutOff: () => {
          redis?.disconnect();
          void mongo.destroy();
        },
      });
      redis?.disconnect();
      generations.stop();
      cacheRedis.disconnect();
      await mongo.destroy();
    },
  };
}
