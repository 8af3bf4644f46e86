import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import { EngineError, messageOf } from './errors.ts';
import type { EngineName, EngineUrls } from './types.ts';

const CONNECT_MS = 5_000;

/** Where a URL leads, without what must not be shown. */
function placeOf(url: string): string {
  return /^[\w+]+:\/\/(?:[^@/]*@)?([^/?]*)/.exec(url)?.[1] ?? 'its address';
}

async function asking<T>(setting: keyof EngineUrls, url: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new EngineError(`${setting}: ${placeOf(url)} does not answer as it should: ${messageOf(error)}`);
  }
}

async function withPostgres<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await run(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const codeOf = (error: unknown) => (error as { code?: unknown }).code;

/** Makes the URL's database where the server has none of that name. */
export async function ensureDatabase(setting: keyof EngineUrls, url: string): Promise<void> {
  await asking(setting, url, async () => {
    try {
      await withPostgres(url, (client) => client.query('SELECT 1'));
      return;
    } catch (error) {
      if (codeOf(error) !== '3D000') throw error;
    }
    const server = new URL(url);
    const name = decodeURIComponent(server.pathname.slice(1));
    server.pathname = '/postgres';
    try {
      await withPostgres(server.href, (client) => client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`));
    } catch (error) {
      // two who make it at the same moment
      if (codeOf(error) !== '42P04' && codeOf(error) !== '23505') throw error;
    }
  });
}

/** Asks every server what it is: also the proof that all of them answer. */
export async function readVersions(urls: EngineUrls): Promise<Record<EngineName, string>> {
  const [postgres, mongodb, redis, elasticsearch] = await Promise.all([
    asking('ORDERS_DATABASE_URL', urls.ORDERS_DATABASE_URL, () => postgresVersion(urls.ORDERS_DATABASE_URL)),
    asking('CATALOG_MONGODB_URL', urls.CATALOG_MONGODB_URL, () => mongodbVersion(urls.CATALOG_MONGODB_URL)),
    asking('REDIS_URL', urls.REDIS_URL, () => redisVersion(urls.REDIS_URL)),
    asking('ELASTICSEARCH_URL', urls.ELASTICSEARCH_URL, () => searchVersion(urls.ELASTICSEARCH_URL)),
    urls.REDIS_CACHE_URL === urls.REDIS_URL
      ? undefined
      : asking('REDIS_CACHE_URL', urls.REDIS_CACHE_URL, () => redisVersion(urls.REDIS_CACHE_URL)),
  ]);
  return { postgres, mongodb, redis, elasticsearch };
}

async function postgresVersion(url: string): Promise<string> {
  const { rows } = await withPostgres(url, (client) => client.query<{ server_version: string }>('SHOW server_version'));
  return `PostgreSQL ${rows[0]?.server_version.split(' ')[0] ?? 'of unknown version'}`;
}

async function mongodbVersion(url: string): Promise<string> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: CONNECT_MS });
  try {
    const info = await client.db('admin').command({ buildInfo: 1 });
    // a real server names the commit it was built from
    const real = typeof info['gitVersion'] === 'string' && info['gitVersion'] !== '';
    return `MongoDB ${real ? '' : 'stand-in, as '}${String(info['version'])}`;
  } finally {
    await client.close();
  }
}

async function redisVersion(url: string): Promise<string> {
  const redis = new Redis(url, {
    protocol: 2,
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let reason: Error | undefined;
  redis.on('error', (error: Error) => (reason = error));
  try {
    await redis.connect();
    return `Redis ${/redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'of unknown version'}`;
  } catch (error) {
    throw reason ?? error;
  } finally {
    redis.disconnect();
  }
}

async function searchVersion(given: string): Promise<string> {
  const url = new URL(given);
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = url.password = ''; // fetch refuses a URL that has them
  const answer = await fetch(url, {
    headers: login === ':' ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` },
    signal: AbortSignal.timeout(CONNECT_MS),
  }).catch((error: unknown) => {
    throw error instanceof Error && error.cause instanceof Error ? error.cause : error;
  });
  if (!answer.ok) throw new Error(`HTTP status ${answer.status}`);
  const { version } = (await answer.json()) as { version?: { number?: string; distribution?: string } };
  return `${version?.distribution === 'opensearch' ? 'OpenSearch' : 'Elasticsearch'} ${version?.number ?? 'of unknown version'}`;
}
