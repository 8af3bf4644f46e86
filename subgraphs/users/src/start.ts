import { readFileSync } from 'node:fs';
import { STREAMS, eventContract } from '@quartet/schema/events';
import {
  BULK_DEADLINE_MS,
  createPostgres,
  createRedis,
  createSubgraph,
  logNoMail,
  startOutboxRelay,
  stopWorkers,
  type Logger,
  type Redis,
  type Subgraph,
  type SubgraphService,
  type Worker,
} from '@quartet/service-kit';
import type { JSONWebKeySet } from 'jose';
import { createContext, type Context, type Tools } from './context.ts';
import type { Db, UsersDatabase } from './database.ts';
import type { UsersEnv } from './env.ts';
import { resolvers } from './graphql/resolvers/index.ts';
import { createKeyring } from './keys/keyring.ts';
import { warmPasswords } from './passwords/hashing.ts';
import { startAccountBackfill } from './workers/account-backfill.ts';
import { startAccountMessages } from './workers/messages.ts';
import { startUsersMaintenance } from './workers/maintenance.ts';
import { startOrdersConsumer } from './workers/orders-consumer.ts';
import { startSessionTeller } from './workers/session-teller.ts';

const TYPE_DEFS = readFileSync(new URL('../../../schema/users.graphql', import.meta.url), 'utf8');

export interface UsersService extends SubgraphService {
  /** For domain functions such as registerVerified, within this process. */
  db: Db;
  /** The public keys with which access tokens are verified. */
  jwks: () => Promise<JSONWebKeySet>;
}

/** The schema and its resolvers over these tools. */
export function createUsersSubgraph({ log, ...tools }: Tools & { log: Logger }): Subgraph {
  return createSubgraph<Context>({
    name: 'users',
    typeDefs: TYPE_DEFS,
    resolvers,
    createContext: (request) => createContext(request, tools),
    log,
  });
}

/**
 * Starts the subgraph on a migrated database and, with `workers`, its outbox relay, consumers and maintenance. It starts even if an engine is away,
 * and works once that is back.
 */
export async function startUsers({
  env,
  log,
  workers,
}: {
  env: UsersEnv;
  log: Logger;
  workers: boolean;
}): Promise<UsersService> {
  const postgres = createPostgres<UsersDatabase>({ url: env.USERS_DATABASE_URL, name: 'users', log });
  const redis = createRedis({ url: env.REDIS_URL, name: 'users', log });
  const { db } = postgres;
  const keys = createKeyring(db, log);
  const signIn = { keys, redis, log, tokens: { issuer: env.TOKEN_ISSUER, audience: env.TOKEN_AUDIENCE } };
  await warmPasswords();
  // Large transfers get a connection of their own, so that small commands do not wait for them.
  const relayRedis = workers
    ? createRedis({ url: env.REDIS_URL, name: 'users-relay', log, timeoutMs: BULK_DEADLINE_MS })
    : null;
  const running = relayRedis ? startWorkers({ env, db, log, redis, relayRedis }) : [];
  return {
    db,
    jwks: keys.jwks,
    subgraph: createUsersSubgraph({ db, signIn, log }),
    checks: {
      postgres: () => postgres.ping(),
      redis: async () => void (await redis.ping()),
    },
    async stop() {
      await stopWorkers(running, {
        cutOff: () => {
          relayRedis?.disconnect();
          postgres.cutOff();
        },
      });
      keys.stop();
      redis.disconnect();
      relayRedis?.disconnect();
      await postgres.destroy();
    },
  };
}

function startWorkers({
  env,
  db,
  log,
  redis,
  relayRedis,
}: {
  env: UsersEnv;
  db: Db;
  log: Logger;
  redis: Redis;
  relayRedis: Redis;
}): Worker[] {
  const { mail, shopUrl } = env;
  if (mail === null) logNoMail(log, env);
  return [
    ...(mail === null ? [] : [startAccountMessages({ db, mail, shopUrl, log })]),
    startOutboxRelay({
      contract: eventContract,
      db,
      listenUrl: env.USERS_DATABASE_URL,
      redis: relayRedis,
      stream: STREAMS.users,
      log,
    }),
    startOrdersConsumer({ db, redis, redisUrl: env.REDIS_URL, log }),
    startSessionTeller({ db, redis, log }),
    startAccountBackfill({ db, log }),
    startUsersMaintenance({ db, log }),
  ];
}
