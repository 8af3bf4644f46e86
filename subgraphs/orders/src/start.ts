import { readFileSync } from 'node:fs';
import { eventContract, STREAMS } from '@quartet/schema/events';
import {
  BULK_DEADLINE_MS,
  createPostgres,
  createRedis,
  createSubgraph,
  operatorHint,
  startOutboxRelay,
  stopWorkers,
  StartError,
  toAppError,
  type Logger,
  type Redis,
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
import { startReservationExpiry } from './workers/reservation-expiry.ts';
import { startCatalogConsumer } from './workers/catalog-consumer.ts';
import { startOrdersMaintenance } from './workers/maintenance.ts';
import { startRequestConsumer } from './workers/request-consumer.ts';

const TYPE_DEFS = readFileSync(new URL('../../../schema/orders.graphql', import.meta.url), 'utf8');

export interface OrdersService extends SubgraphService {
  db: Db;
}

/** The subgraph over a database: its schema and its resolvers, with fresh loaders for each request. */
export function createOrdersSubgraph(o: { db: Db; redis: Redis; log: Logger }): Subgraph {
  return createSubgraph<Context>({
    name: 'orders',
    typeDefs: TYPE_DEFS,
    resolvers,
    createContext: ({ viewer }) => ({ viewer, db: o.db, redis: o.redis, loaders: createLoaders(o.db) }),
    log: o.log,
  });
}

/**
 * Starts the subgraph and, with `workers`, its outbox relay, its consumers, its maintenance and the expiry of reservations. Comes up
 * although an engine is away; a database that answers but can not be used (no tables) is a StartError.
 */
export async function startOrders(o: { env: OrdersEnv; log: Logger; workers: boolean }): Promise<OrdersService> {
  const { env, log } = o;
  const postgres = createPostgres<OrdersDatabase>({ url: env.ORDERS_DATABASE_URL, name: 'orders', log });
  const redis = createRedis({ url: env.REDIS_URL, name: 'orders', log });
  const { db } = postgres;
  const workers: Worker[] = [];
  // Its transfers may be large, and small ones must not wait for them.
  const relayRedis = o.workers
    ? createRedis({ url: env.REDIS_URL, name: 'orders-relay', log, timeoutMs: BULK_DEADLINE_MS })
    : null;

  const stop = async (): Promise<void> => {
    await stopWorkers(workers, {
      cutOff: () => {
        relayRedis?.disconnect();
        postgres.cutOff();
      },
    });
    redis.disconnect();
    relayRedis?.disconnect();
    await postgres.destroy();
  };
  let partitionsMade: boolean;
  try {
    partitionsMade = await preparePartitions(db, log);
  } catch (error) {
    await stop();
    throw error;
  }
  if (relayRedis) {
    workers.push(
      startOutboxRelay({
        contract: eventContract,
        db,
        listenUrl: env.ORDERS_DATABASE_URL,
        redis: relayRedis,
        stream: STREAMS.orders,
        log,
      }),
      startCatalogConsumer({ db, redisUrl: env.REDIS_URL, log }),
      startRequestConsumer({ db, redisUrl: env.REDIS_URL, log }),
      startOrdersMaintenance({ db, log, overdue: !partitionsMade }),
      startReservationExpiry({ db, log }),
    );
  }
  return {
    db,
    subgraph: createOrdersSubgraph({ db, redis, log }),
    checks: {
      postgres: () => postgres.ping(),
      redis: async () => {
        await redis.ping();
      },
    },
    stop,
  };
}

/** False where the database is away: maintenance then makes the partitions as soon as it is back. */
async function preparePartitions(db: Db, log: Logger): Promise<boolean> {
  try {
    await ensurePartitions(db);
    return true;
  } catch (cause) {
    const known = toAppError(cause);
    const mayPass = known.code === 'SERVICE_UNAVAILABLE' || known.code === 'TIMEOUT';
    if (!mayPass || operatorHint(known) !== undefined) throw unusable(cause);
    log.warn({ err: cause }, 'the database is away; the partitions of the coming months are made when it is back');
    return false;
  }
}

function unusable(cause: unknown): Error {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === '42P01')
    return new StartError('The database of orders has no tables yet: run npm run migrate', { cause });
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StartError(`The database of orders can not be used: ${reason}`, { cause });
}
