import type { EngineUrls } from '@quartet/engines';
import type { MongoClient } from 'mongodb';
import pg from 'pg';
import { afterwards } from './afterwards.ts';
import { claimOf, dropIndices, dropPostgres, dropRedis, withMongo, withPostgres, withRedis } from './drop.ts';
import { currentRun, freshName } from './run.ts';

/** Something of a test file's own. Dropped after the file; `drop` does it sooner. */
export interface Fresh {
  url: string;
  drop(): Promise<void>;
}

/** Settings for the services, each engine with a place of the test file's own. */
export type FreshEnv = EngineUrls & { SEARCH_INDEX_PREFIX: string };

const CLAIM_MS = 15 * 60_000;

const withPath = (server: string, path: string) => {
  const url = new URL(server);
  url.pathname = `/${path}`;
  return url.href;
};

/** A new, empty PostgreSQL database; with `template`, a copy of that database, to which nobody may be connected. */
export async function freshPostgres(options: { server?: string; template?: string } = {}): Promise<Fresh> {
  const run = currentRun();
  const server = options.server ?? run.urls.ORDERS_DATABASE_URL;
  const name = freshName(run);
  const like = options.template === undefined ? '' : ` TEMPLATE ${pg.escapeIdentifier(options.template)}`;
  await withPostgres(server, (client) => client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}${like}`));
  return { url: withPath(server, name), drop: afterwards(() => dropPostgres(server, name)) };
}

/** A MongoDB database of a new name. */
export async function freshMongo(options: { server?: string } = {}): Promise<Fresh> {
  const run = currentRun();
  const server = options.server ?? run.urls.CATALOG_MONGODB_URL;
  const name = freshName(run);
  // a URL with several hosts is none that URL takes
  const url = server.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?[^?]*/, `$1/${name}`);
  return Promise.resolve({ url, drop: afterwards(() => withMongo(url, dropDatabase)) });
}

async function dropDatabase(client: MongoClient): Promise<void> {
  await client.db().dropDatabase();
}

/**
 * An empty Redis database, by number. Channels of publish/subscribe are the server's and not the database's: test
 * files that publish hear each other.
 */
export async function freshRedis(options: { server?: string } = {}): Promise<Fresh> {
  const run = currentRun();
  const server = options.server ?? run.urls.REDIS_URL;
  const number = await withRedis(withPath(server, '0'), async (redis) => {
    const [, databases] = (await redis.config('GET', 'databases')) as [string, string];
    for (let candidate = 1; candidate < Number(databases); candidate++) {
      await redis.select(0);
      if ((await redis.set(claimOf(candidate), run.id, 'PX', CLAIM_MS, 'NX')) !== 'OK') continue;
      await redis.select(candidate);
      if ((await redis.dbsize()) === 0) return candidate; // else somebody's own, which stays untouched
      await redis.select(0);
      await redis.del(claimOf(candidate));
    }
    throw new Error(`All ${databases} databases of the Redis server are taken: start it with --databases 256`);
  });
  const url = withPath(server, String(number));
  const drop = () => withRedis(url, (redis) => dropRedis(redis, number));
  return { url, drop: afterwards(drop) };
}

/** A prefix for search indices that no other test file has. */
export async function freshSearchPrefix(options: { server?: string } = {}): Promise<string> {
  const run = currentRun();
  const server = options.server ?? run.urls.ELASTICSEARCH_URL;
  const prefix = freshName(run);
  afterwards(() => dropIndices(server, prefix));
  return Promise.resolve(prefix);
}

/** Settings of the test file's own for all services. Call it at the top of the file or in beforeAll. */
export async function freshEnv(servers: Partial<EngineUrls> = {}): Promise<FreshEnv> {
  const urls = { ...currentRun().urls, ...servers };
  const [users, orders, catalog, redis, prefix] = await Promise.all([
    freshPostgres({ server: urls.USERS_DATABASE_URL }),
    freshPostgres({ server: urls.ORDERS_DATABASE_URL }),
    freshMongo({ server: urls.CATALOG_MONGODB_URL }),
    freshRedis({ server: urls.REDIS_URL }),
    freshSearchPrefix({ server: urls.ELASTICSEARCH_URL }),
  ]);
  const cache = urls.REDIS_CACHE_URL === urls.REDIS_URL ? redis : await freshRedis({ server: urls.REDIS_CACHE_URL });
  return {
    USERS_DATABASE_URL: users.url,
    ORDERS_DATABASE_URL: orders.url,
    CATALOG_MONGODB_URL: catalog.url,
    REDIS_URL: redis.url,
    REDIS_CACHE_URL: cache.url,
    ELASTICSEARCH_URL: urls.ELASTICSEARCH_URL,
    SEARCH_INDEX_PREFIX: prefix,
  };
}
