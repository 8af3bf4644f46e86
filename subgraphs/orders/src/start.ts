import { readFileSync } from 'node:fs';
import { STREAMS, eventContract } from '@quartet/schema/events';
import {
  BULK_DEADLINE_MS,
  createPostgres,
  createRedis,
  createSubgraph,
  logNoMail,
  operatorHint,
  startOutboxRelay,
  stopWorkers,
  StartError,
  toAppError,
  wakeSaga,
  type Logger,
  type RawRoute,
  type Subgraph,
  type SubgraphService,
  type Worker,
} from '@quartet/service-kit';
import { NO_TRAIL, startCartTrail } from './cart/cart-trail.ts';
import { DEFAULT_CHECKOUT } from './checkout/checkout-data.ts';
import { createContext, type Context, type Tools } from './context.ts';
import type { Db, OrdersDatabase } from './database.ts';
import type { OrdersEnv } from './env.ts';
import { resolvers } from './graphql/resolvers/index.ts';
import { sessionsOf } from './sessions.ts';
import { ensurePartitions } from './ordering/partitions.service.ts';
import { createPaymentProviders, NO_PAYMENTS, type PaymentProviders } from './payments/providers.ts';
import { paymentWebhookRoute } from './payments/webhook-route.ts';
import { startAbandonedCarts } from './workers/abandoned-carts.ts';
import { startPaymentWorker } from './workers/payments.ts';
import { startCheckoutSagas } from './workers/checkout-sagas.ts';
import { startOrderMessages } from './workers/messages.ts';
import { startReservationExpiry } from './workers/reservation-expiry.ts';
import { startAccountsConsumer } from './workers/accounts-consumer.ts';
import { startCatalogConsumer } from './workers/catalog-consumer.ts';
import { startOrdersMaintenance } from './workers/maintenance.ts';
import { startRequestConsumer } from './workers/request-consumer.ts';

const TYPE_DEFS = readFileSync(new URL('../../../schema/orders.graphql', import.meta.url), 'utf8');

export interface OrdersService extends SubgraphService {
  db: Db;
  payments: PaymentProviders;
  /** What its functions for carts and checkouts take. */
  tools: Tools;
  /** Where payment providers send their events. */
  paymentWebhooks: RawRoute;
}

type GivenTools = Pick<Tools, 'db' | 'redis'> & Partial<Tools>;

/** The schema and its resolvers over these tools. Without payments everything works but paying. */
export function createOrdersSubgraph({ log, ...given }: GivenTools & { log: Logger }): Subgraph {
  const sessions = given.sessions ?? sessionsOf(given.redis);
  const tools: Tools = { payments: NO_PAYMENTS, checkout: DEFAULT_CHECKOUT, cartTrail: NO_TRAIL, ...given, sessions };
  return createSubgraph<Context>({
    name: 'orders',
    typeDefs: TYPE_DEFS,
    resolvers,
    createContext: (request) => createContext(request, tools),
    log,
  });
}

/**
 * Starts the subgraph on a migrated database and, with `workers`, its outbox relay, consumers, maintenance, the expiry
 * of reservations and what payments need. It starts even if an engine is away, and works once that is back.
 * @throws StartError where the database answers and cannot be used, for example without tables
 */
export async function startOrders({
  env,
  log,
  workers,
}: {
  env: OrdersEnv;
  log: Logger;
  workers: boolean;
}): Promise<OrdersService> {
  const postgres = createPostgres<OrdersDatabase>({ url: env.ORDERS_DATABASE_URL, name: 'orders', log });
  const redis = createRedis({ url: env.REDIS_URL, name: 'orders', log });
  const { db } = postgres;
  const payments = createPaymentProviders(env.payments);
  const cartTrail = startCartTrail({ db, redis, log });
  const checkout = env.checkout ?? DEFAULT_CHECKOUT;
  const tools: Tools = { db, redis, payments, cartTrail, sessions: sessionsOf(redis), checkout };
  const running: Worker[] = [cartTrail];
  // Large transfers get a connection of their own, so that small commands do not wait for them.
  const relayRedis = workers
    ? createRedis({ url: env.REDIS_URL, name: 'orders-relay', log, timeoutMs: BULK_DEADLINE_MS })
    : null;

  const stop = async (): Promise<void> => {
    await stopWorkers(running, {
      cutOff: () => {
        relayRedis?.disconnect();
        postgres.cutOff();
      },
    });
    redis.disconnect();
    relayRedis?.disconnect();
    await postgres.destroy();
    await payments.close();
  };
  let hasPartitions: boolean;
  try {
    hasPartitions = await preparePartitions(db, log);
  } catch (error) {
    await stop();
    throw error;
  }
  if (relayRedis) {
    running.push(
      startOutboxRelay({
        contract: eventContract,
        db,
        listenUrl: env.ORDERS_DATABASE_URL,
        redis: relayRedis,
        stream: STREAMS.orders,
        log,
      }),
      startAccountsConsumer({ db, redisUrl: env.REDIS_URL, log }),
      startCatalogConsumer({ db, redisUrl: env.REDIS_URL, log }),
      startRequestConsumer({ db, redisUrl: env.REDIS_URL, log }),
      startOrdersMaintenance({ db, log, overdue: !hasPartitions }),
      startReservationExpiry({ db, log }),
      startAbandonedCarts({ db, redis: relayRedis, log }),
    );
    if (env.mail) running.push(startOrderMessages({ db, mail: env.mail, log }));
    else logNoMail(log, env.payments ?? {});
    if (!payments.isEmpty) running.push(...startPaying(tools, log));
  }
  return {
    db,
    payments,
    tools,
    paymentWebhooks: paymentWebhookRoute(db, payments, log),
    subgraph: createOrdersSubgraph({ ...tools, log }),
    checks: {
      postgres: () => postgres.ping(),
      redis: async () => void (await redis.ping()),
    },
    stop,
  };
}

/** What the provider says wakes the checkouts that wait for it. */
function startPaying(tools: Tools, log: Logger): Worker[] {
  const { db, payments: providers } = tools;
  const sagas = startCheckoutSagas(tools, log);
  const events = startPaymentWorker({
    db,
    providers,
    log,
    async onChange(trx, { after }) {
      await wakeSaga(trx, after.orderId);
      sagas.wake();
    },
  });
  return [events, sagas];
}

/** False while the database is away: maintenance then creates the partitions as soon as it is back. */
async function preparePartitions(db: Db, log: Logger): Promise<boolean> {
  try {
    await ensurePartitions(db);
    return true;
  } catch (error) {
    const known = toAppError(error);
    const mayPass = known.code === 'SERVICE_UNAVAILABLE' || known.code === 'TIMEOUT';
    if (!mayPass || operatorHint(known) !== undefined) throw unusable(error);
    log.warn({ err: error }, 'the database is away; the partitions of the coming months are created when it is back');
    return false;
  }
}

function unusable(cause: unknown): Error {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === '42P01')
    return new StartError('The database of orders has no tables yet: run npm run migrate', { cause });
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StartError(`The database of orders cannot be used: ${reason}`, { cause });
}
