import { readFileSync } from 'node:fs';
import { STREAMS, eventContract } from '@quartet/schema/events';
import {
  createElasticsearch,
  createGenerations,
  createRedis,
  createSubgraph,
  cutOffElasticsearch,
  startConsumer,
  startStreamTrimmer,
  stopWorkers,
  type Logger,
  type Subgraph,
  type SubgraphService,
  type Worker,
} from '@quartet/service-kit';
import { createContext, type Context, type Tools } from './context.ts';
import type { Db } from './database.ts';
import { withPlainErrors } from './engine-errors.ts';
import type { SearchEnv } from './env.ts';
import { cacheTags } from './graphql/cache-tags.ts';
import { resolvers } from './graphql/resolvers/index.ts';
import { startAnnouncing } from './indexing/announce-changes.ts';
import { startBackfill } from './indexing/backfill.ts';
import { CATALOG_PART, ORDERS_PART } from './indexing/cache-tags.ts';
import { handleCatalogEvents } from './indexing/catalog-events.ts';
import { handleOrderEvents } from './indexing/order-events.ts';
import { startSearchMaintenance } from './indexing/prune-sales.ts';
import { countSearchable } from './query/count.ts';
import { indexNames, type IndexNames } from './search-index/names.ts';

const TYPE_DEFS = readFileSync(new URL('../../../schema/search.graphql', import.meta.url), 'utf8');
const WRITE_TIMEOUT_MS = 8_000;
const EVENTS_PER_BATCH = 250;

export interface SearchService extends SubgraphService {
  db: Db;
  /** How many published products can be found now; what was written in the last second may be missing. */
  indexedCount(): Promise<number>;
}

/** The schema and its resolvers over these tools. */
export function createSearchSubgraph({ log, ...tools }: Tools & { log: Logger }): Subgraph {
  return createSubgraph<Context>({
    name: 'search',
    typeDefs: TYPE_DEFS,
    resolvers,
    createContext: (request) => createContext(request, tools),
    cacheTags,
    log,
  });
}

/**
 * Starts the subgraph on a migrated index and, with `workers`, the consumers that keep the index up to date. It starts
 * even if an engine is away, and works once that is back.
 */
export async function startSearch({
  env,
  log,
  workers,
}: {
  env: SearchEnv;
  log: Logger;
  workers: boolean;
}): Promise<SearchService> {
  const names = indexNames(env.SEARCH_INDEX_PREFIX);
  const client = createElasticsearch({ url: env.ELASTICSEARCH_URL, name: 'search', log });
  const db: Db = { client, names };
  const indexing = workers ? startIndexing(env, names, log) : null;
  return {
    db,
    subgraph: createSearchSubgraph({ db, log }),
    checks: {
      elasticsearch: async () => {
        const limits = { requestTimeout: 1_000, maxRetries: 0 };
        const { status } = await client.cluster.health({ index: names.products, timeout: '900ms' }, limits);
        if (String(status).toLowerCase() === 'red') throw new Error('a shard of the search index is missing');
      },
    },
    indexedCount: () => countSearchable(db),
    async stop() {
      await indexing?.stop();
      await client.close();
    },
  };
}

function startIndexing(env: SearchEnv, names: IndexNames, log: Logger): Worker {
  // A client of its own: a bulk request may take longer than a reader waits.
  const client = createElasticsearch({
    url: env.ELASTICSEARCH_URL,
    name: 'search-indexing',
    log,
    requestTimeoutMs: WRITE_TIMEOUT_MS,
  });
  const db: Db = { client, names };
  const redis = createRedis({ url: env.REDIS_URL, name: 'search-indexing', log });
  const cacheRedis = createRedis({ url: env.REDIS_CACHE_URL ?? env.REDIS_URL, name: 'search-cache', log });
  const generations = createGenerations({ redis: cacheRedis, subgraph: 'search', log });
  const announcing = startAnnouncing({ db, generations, log });
  // Also where a part of the events failed: the others are written.
  const announced = (handling: Promise<void>, tags: readonly string[]) =>
    withPlainErrors(handling).finally(() => announcing.written(tags));
  const consume = {
    contract: eventContract,
    redisUrl: env.REDIS_URL,
    group: 'search',
    log,
    ping: () => client.ping(),
    batch: EVENTS_PER_BATCH,
  };
  const workers = [
    startConsumer({
      ...consume,
      stream: STREAMS.catalog,
      handle: (events) => announced(handleCatalogEvents(db, events), [CATALOG_PART]),
    }),
    startConsumer({
      ...consume,
      stream: STREAMS.orders,
      handle: (events) => announced(handleOrderEvents(db, events), [ORDERS_PART]),
    }),
    startBackfill({ db, redis, log }),
    startStreamTrimmer({ contract: eventContract, redis, stream: STREAMS.search, log }),
    startSearchMaintenance({ db, log }),
  ];
  return {
    name: 'search indexing',
    async stop() {
      let isCutOff = false;
      const cutOff = (): void => {
        isCutOff = true;
        cutOffElasticsearch(client);
      };
      // What the consumers wrote last is announced too.
      const consumersFirst = async (): Promise<void> => {
        await Promise.all(workers.map((worker) => worker.stop()));
        await announcing.stop();
      };
      await stopWorkers([{ name: 'search indexing', stop: consumersFirst }], { cutOff });
      generations.stop();
      cacheRedis.disconnect();
      redis.disconnect();
      if (!isCutOff) await client.close();
    },
  };
}
