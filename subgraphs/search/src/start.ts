import { readFileSync } from 'node:fs';
import type { Client } from '@elastic/elasticsearch';
import { eventContract, STREAMS } from '@quartet/schema/events';
import {
  createElasticsearch,
  createRedis,
  createSubgraph,
  cutOffElasticsearch,
  type Logger,
  startConsumer,
  startStreamCare,
  stopWorkers,
  type SubgraphService,
  type Worker,
} from '@quartet/service-kit';
import type { Context } from './context.ts';
import { withPlainErrors } from './engine-errors.ts';
import type { SearchEnv } from './env.ts';
import { createLoaders } from './graphql/loaders.ts';
import { resolvers } from './graphql/resolvers/index.ts';
import { type IndexNames, indexNames } from './search-index/names.ts';
import { handleCatalogEvents } from './indexing/catalog-events.ts';
import { handleOrderEvents } from './indexing/order-events.ts';
import { startBackfill } from './indexing/backfill.ts';
import { startSearchMaintenance } from './indexing/prune-sales.ts';
import { countSearchable } from './query/count.ts';

export interface SearchService extends SubgraphService {
  client: Client;
  names: IndexNames;
  /** How many published products can be found right now (what was written in the last second may be missing). */
  indexedCount(): Promise<number>;
}

const WRITE_TIMEOUT_MS = 8_000;
const EVENTS_PER_BATCH = 250;

/** Starts the subgraph; with `workers` also the consumers that keep its index up to date. Needs a migrated index. */
export async function startSearch(o: { env: SearchEnv; log: Logger; workers: boolean }): Promise<SearchService> {
  const { env, log } = o;
  const names = indexNames(env.SEARCH_INDEX_PREFIX);
  const client = createElasticsearch({ url: env.ELASTICSEARCH_URL, name: 'search', log });
  const subgraph = createSubgraph<Context>({
    name: 'search',
    typeDefs: readFileSync(new URL('../../../schema/search.graphql', import.meta.url), 'utf8'),
    resolvers,
    createContext: ({ viewer }) => ({ client, names, loaders: createLoaders(client, names), viewer }),
    log,
  });
  const workers = o.workers ? startWorkers(env, names, log) : null;
  return {
    subgraph,
    client,
    names,
    checks: {
      elasticsearch: async () => {
        const limits = { requestTimeout: 1_000, maxRetries: 0 };
        const { status } = await client.cluster.health({ index: names.products, timeout: '900ms' }, limits);
        if (String(status).toLowerCase() === 'red') throw new Error('a shard of the search index is missing');
      },
    },
    indexedCount: () => countSearchable(client, names),
    async stop() {
      await workers?.stop();
      await client.close();
    },
  };
}

function startWorkers(env: SearchEnv, names: IndexNames, log: Logger): Worker {
  // A client of its own: a bulk request may take longer than a reader waits.
  const client = createElasticsearch({
    url: env.ELASTICSEARCH_URL,
    name: 'search-indexing',
    log,
    requestTimeoutMs: WRITE_TIMEOUT_MS,
  });
  const redis = createRedis({ url: env.REDIS_URL, name: 'search-refill', log });
  const consume = { redisUrl: env.REDIS_URL, group: 'search', log, ping: () => client.ping() };
  const workers = [
    startConsumer({
      contract: eventContract,
      ...consume,
      stream: STREAMS.catalog,
      batch: EVENTS_PER_BATCH,
      handle: (events) => withPlainErrors(handleCatalogEvents(client, names, events)),
    }),
    startConsumer({
      contract: eventContract,
      ...consume,
      stream: STREAMS.orders,
      batch: EVENTS_PER_BATCH,
      handle: (events) => withPlainErrors(handleOrderEvents(client, names, events)),
    }),
    startBackfill({ client, names, redis, log }),
    startStreamCare({ contract: eventContract, redis, stream: STREAMS.search, log }),
    startSearchMaintenance({ client, names, log }),
  ];
  return {
    name: 'search indexing',
    async stop() {
      let isCutOff = false;
      const cutOff = (): void => {
        isCutOff = true;
        cutOffElasticsearch(client);
      };
      await stopWorkers(workers, { cutOff });
      redis.disconnect();
      if (!isCutOff) await client.close();
    },
  };
}
