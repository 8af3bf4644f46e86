import { readFileSync } from 'node:fs';
import { createPostgres, createRedis, createSubgraph, stopWorkers } from '@quartet/service-kit';
import type { Logger, SubgraphService } from '@quartet/service-kit';
import type { JSONWebKeySet } from 'jose';
import { createContext } from './context.ts';
import type { Db, UsersDatabase } from './database.ts';
import type { UsersEnv } from './env.ts';
import { resolvers } from './graphql/resolvers/index.ts';
import { createKeyring } from './keys/keyring.ts';
import { warmPasswords } from './passwords/hashing.ts';
import { messagesToLog } from './registration/messages.ts';
import { startUsersMaintenance } from './workers/maintenance.ts';

const SDL = new URL('../../../schema/users.graphql', import.meta.url);

export interface UsersService extends SubgraphService {
  /** For domain functions such as registerVerified, within this process. */
  db: Db;
  /** The public keys by which access tokens are verified. */
  jwks: () => Promise<JSONWebKeySet>;
}

/**
 * Starts the subgraph on a migrated database and, with `workers`, its maintenance. It comes up although an engine is
 * away, and works when that is back.
 */
export async function startUsers(o: { env: UsersEnv; log: Logger; workers: boolean }): Promise<UsersService> {
  const { env, log } = o;
  const postgres = createPostgres<UsersDatabase>({ url: env.USERS_DATABASE_URL, name: 'quartet-users', log });
  const redis = createRedis({ url: env.REDIS_URL, name: 'quartet-users', log });
  const keys = createKeyring(postgres.db, log);
  const tools = {
    db: postgres.db,
    send: messagesToLog(log, { production: env.NODE_ENV === 'production' }),
    signIn: { keys, redis, log, tokens: { issuer: env.TOKEN_ISSUER, audience: env.TOKEN_AUDIENCE } },
  };
  await warmPasswords();
  const maintenance = o.workers ? startUsersMaintenance({ db: postgres.db, log }) : undefined;
  return {
    subgraph: createSubgraph({
      name: 'users',
      typeDefs: readFileSync(SDL, 'utf8'),
      resolvers,
      createContext: (request) => createContext(request, tools),
      log,
    }),
    checks: {
      'users-postgres': postgres.ping,
      'users-redis': async () => {
        await redis.ping();
      },
    },
    db: postgres.db,
    jwks: keys.jwks,
    async stop() {
      await stopWorkers(maintenance ? [maintenance] : [], { cutOff: postgres.cutOff });
      keys.stop();
      redis.disconnect();
      await postgres.destroy();
    },
  };
}
