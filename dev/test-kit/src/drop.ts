import type { Engines } from '@quartet/engines';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import { prefixOf, type TestRun } from './run.ts';

/** A server that is silent fails the test file instead of holding it up. */
const CONNECT_MS = 10_000;
const ANSWER_MS = 60_000;

export async function withPostgres<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

export async function withMongo<T>(url: string, run: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(url, {
    serverSelectionTimeoutMS: 5_000,
    connectTimeoutMS: CONNECT_MS,
    socketTimeoutMS: ANSWER_MS,
  });
  try {
    return await run(client);
  } finally {
    await client.close();
  }
}

export async function withRedis<T>(url: string, run: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, {
    protocol: 2,
    maxRetriesPerRequest: 1,
    connectTimeout: CONNECT_MS,
    commandTimeout: ANSWER_MS,
  });
  redis.on('error', () => undefined);
  try {
    return await run(redis);
  } finally {
    redis.disconnect();
  }
}

export async function dropPostgres(serverUrl: string, name: string): Promise<void> {
  await withPostgres(serverUrl, (client) =>
    client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`),
  );
}

/** Indices of a prefix, listed first: a server may refuse to delete by a pattern. */
export async function dropIndices(server: string, prefix: string): Promise<void> {
  const found = await askSearch(server, `/_cat/indices/${prefix}*?format=json&h=index&expand_wildcards=all`, 'GET');
  if (!found.ok) return;
  for (const { index } of (await found.json()) as { index: string }[]) await askSearch(server, `/${index}`, 'DELETE');
}

async function askSearch(server: string, path: string, method: 'GET' | 'DELETE'): Promise<Response> {
  const { origin, username, password } = new URL(server);
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  // in a header, as fetch refuses a URL that has a login in it
  const headers = login === ':' ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
  return fetch(new URL(path, origin), { method, headers, signal: AbortSignal.timeout(ANSWER_MS) });
}

/** Drops what test files that were broken off left on servers that stay; embedded ones go with their data. */
export async function dropLeftovers(run: TestRun, how: Engines['how']): Promise<void> {
  const { urls } = run;
  const prefix = prefixOf(run);
  if (how.postgres === 'url') {
    for (const url of new Set([urls.USERS_DATABASE_URL, urls.ORDERS_DATABASE_URL])) {
      const names = await withPostgres(url, (client) =>
        client.query<{ datname: string }>('SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [prefix]),
      );
      for (const { datname } of names.rows) await dropPostgres(url, datname);
    }
  }
  if (how.mongodb === 'url') {
    await withMongo(urls.CATALOG_MONGODB_URL, async (client) => {
      const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
      for (const { name } of databases) if (name.startsWith(prefix)) await client.db(name).dropDatabase();
    });
  }
  if (how.redis === 'url') {
    for (const url of new Set([urls.REDIS_URL, urls.REDIS_CACHE_URL])) await dropClaimedBy(run.id, url);
  }
  if (how.elasticsearch === 'url') await dropIndices(urls.ELASTICSEARCH_URL, prefix);
}

const CLAIMS = 'quartet:test-database:';

/** Where a test file writes down that it has a Redis database; in database 0, with the run's id as the value. */
export const claimOf = (database: number): string => `${CLAIMS}${database}`;

async function dropClaimedBy(runId: string, url: string): Promise<void> {
  await withRedis(url, async (redis) => {
    await redis.select(0);
    for (const claim of await redis.keys(`${CLAIMS}*`)) {
      await redis.select(0);
      if ((await redis.get(claim)) === runId) await dropRedis(redis, Number(claim.slice(CLAIMS.length)));
    }
  });
}

/** Empties a database and gives up the claim on it. */
export async function dropRedis(redis: Redis, database: number): Promise<void> {
  await redis.select(database);
  await redis.flushdb();
  await redis.select(0);
  await redis.del(claimOf(database));
}
