import { readFileSync } from 'node:fs';
import {
  createPostgres,
  createRedis,
  createSubgraph,
  stopWorkers,
  type Logger,
  type Subgraph,
  type SubgraphService,
} from '@quartet/service-kit';
import type { JSONWebKeySet } from 'jose';
import { createContext, type Context, type Tools } from './context.ts';
import type { Db, UsersDatabase } from './database.ts';
import type { UsersEnv } from './env.ts';
import { resolvers } from './graphql/resolvers/index.ts';
import { createKeyring } from './keys/keyring.ts';
import { warmPasswords } from './passwords/hashing.ts';
import { messagesToLog } from './registration/messages.ts';
import { startAuditConsumer } from './workers/audit-consumer.ts';
import { startUsersMaintenance } from './workers/maintenance.ts';

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
 * Starts the subgraph on a migrated database and, with `workers`, its maintenance and consumers. It starts even if an engine is away,
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
  const send = messagesToLog(log, { production: env.NODE_ENV === 'production' });
  const signIn = { keys, redis, log, tokens: { issuer: env.TOKEN_ISSUER, audience: env.TOKEN_AUDIENCE } };
  await warmPasswords();
  const running = workers
    ? [startUsersMaintenance({ db, log }), startAuditConsumer({ db, redisUrl: env.REDIS_URL, log })]
    : [];
  return {
    db,
    jwks: keys.jwks,
    subgraph: createUsersSubgraph({ db, send, signIn, log }),
    checks: {
      postgres: () => postgres.ping(),
      redis: async () => void (await redis.ping()),
    },
    async stop() {
      await stopWorkers(running, { cutOff: () => postgres.cutOff() });
      keys.stop();
      redis.disconnect();
      await postgres.destroy();
    },
  };
}
