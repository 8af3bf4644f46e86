import { readFileSync } from 'node:fs';
import {
  createPostgres,
  createRedis,
  createSubgraph,
  startOutboxRelay,
  STREAMS,
  type Logger,
  type Subgraph,
  type SubgraphService,
  type Worker,
} from '@quartet/service-kit';
import type { Context } from './context.ts';
import type { Db, OrdersDatabase } from './database.ts';
import type { OrdersEnv } from './env.ts';
import { createLoaders } from './graphql/loaders.ts';
import { resolvers } from './graphql/resolvers/index.ts';
import { ensurePartitions } from './ordering/partitions.ts';
import { startCatalogConsumer } from './workers/catalog-consumer.ts';
import { startMaintenance } from './workers/maintenance.ts';

const TYPE_DEFS = readFileSync(new URL('../../../schema/orders.graphql', import.meta.url), 'utf8');

export interface OrdersService extends SubgraphService {
  db: Db;
}

/** The subgraph over a database: its schema and its resolvers, with fresh loaders for each request. */
export function createOrdersSubgraph(o: { db: Db; log: Logger }): Subgraph {
  return createSubgraph<Context>({
    name: 'orders',
    typeDefs: TYPE_DEFS,
    resolvers,
    createContext: ({ viewer }) => ({ viewer, loaders: createLoaders(o.db) }),
    log: o.log,
  });
}

/** Starts the subgraph and, with `workers`, its outbox relay, its consumer of the catalog and its maintenance. */
export async function startOrders(o: { env: OrdersEnv; log: Logger; workers: boolean }): Promise<OrdersService> {
  const { env, log } = o;
  const postgres = createPostgres<OrdersDatabase>({ url: env.ORDERS_DATABASE_URL, name: 'orders', log });
  const redis = createRedis({ url: env.REDIS_URL, name: 'orders', log });
  const { db } = postgres;
  const workers: Worker[] = [];

  const stop = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker.stop()));
    redis.disconnect();
    await postgres.destroy();
  };
  try {
    await ensurePartitions(db);
  } catch (error) {
    await stop();
    if (isUndefinedTable(error))
      throw new Error('The database of orders has no tables yet: run npm run migrate', { cause: error });
    throw error;
  }
  if (o.workers) {
    workers.push(
      startOutboxRelay({ db, listenUrl: env.ORDERS_DATABASE_URL, redis, stream: STREAMS.orders, log }),
      startCatalogConsumer({ db, redisUrl: env.REDIS_URL, log }),
      startMaintenance({ db, log }),
    );
  }
  return {
    db,
    subgraph: createOrdersSubgraph({ db, log }),
    checks: {
      postgres: () => postgres.ping(),
      redis: async () => {
        await redis.ping();
      },
    },
    stop,
  };
}

function isUndefinedTable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '42P01';
}
