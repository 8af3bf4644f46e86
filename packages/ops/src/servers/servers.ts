import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import { messageOf, StartError } from '@quartet/service-kit/start-error';
import type { EngineName, EngineSetting, EngineUrls } from './settings.ts';
import { requireVersion } from './versions.ts';

/** A first connection to a busy machine takes seconds; a port where nothing listens says so at once. */
const CONNECT_MS = 10_000;

/** Where a URL leads, without what must not be shown. */
export function hostOf(url: string): string {
  return /^[\w+]+:\/\/(?:[^@/]*@)?([^/?]*)/.exec(url)?.[1] ?? 'its address';
}

/** One line, in which the password does not stand even where the server repeats it. */
function shown(message: string, url: string): string {
  const password = /^[\w+]+:\/\/[^@/:]*:([^@/]+)@/.exec(url)?.[1];
  const line = message.replace(/\s*\n\s*/g, ' ').trim();
  return password === undefined ? line : line.replaceAll(password, '***').replaceAll(decoded(password), '***');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The version of one server, such as 'PostgreSQL 18.4'. @throws StartError that names the setting */
export const readVersion = (setting: EngineSetting, url: string): Promise<string> => asking(setting, url, ASK[setting]);

const ASK: Record<EngineSetting, (url: string) => Promise<string>> = {
  USERS_DATABASE_URL: postgresVersion,
  ORDERS_DATABASE_URL: postgresVersion,
  CATALOG_MONGODB_URL: mongodbVersion,
  REDIS_URL: redisVersion,
  REDIS_CACHE_URL: redisVersion,
  ELASTICSEARCH_URL: searchVersion,
};

const KINDS: Record<EngineSetting, string> = {
  USERS_DATABASE_URL: 'PostgreSQL',
  ORDERS_DATABASE_URL: 'PostgreSQL',
  CATALOG_MONGODB_URL: 'MongoDB',
  REDIS_URL: 'Redis',
  REDIS_CACHE_URL: 'Redis',
  ELASTICSEARCH_URL: 'Elasticsearch or OpenSearch',
};

/** Any error of a question becomes one line that names the setting. */
async function asking<T>(setting: EngineSetting, url: string, ask: (url: string) => Promise<T>): Promise<T> {
  try {
    return await ask(url);
  } catch (error) {
    const place = hostOf(url);
    if (error instanceof StartError) throw new StartError(`${setting}: ${place} ${error.message}`);
    throw new StartError(
      `${setting}: ${place} does not answer as ${KINDS[setting]} does: ${shown(messageOf(error), url)}. Start that server, or fix the URL`,
    );
  }
}

async function withPostgres<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: CONNECT_MS * 4, // making a database copies one
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await run(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const codeOf = (error: unknown) => (error as { code?: unknown }).code;

/** Makes the databases of users and orders where their servers have none of that name. */
export async function ensureDatabases(
  urls: Pick<EngineUrls, 'USERS_DATABASE_URL' | 'ORDERS_DATABASE_URL'>,
): Promise<void> {
  await Promise.all([
    ensureDatabase('USERS_DATABASE_URL', urls.USERS_DATABASE_URL),
    ensureDatabase('ORDERS_DATABASE_URL', urls.ORDERS_DATABASE_URL),
  ]);
}

async function ensureDatabase(setting: EngineSetting, url: string): Promise<void> {
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
      // two processes make it at the same moment
      if (codeOf(error) !== '42P04' && codeOf(error) !== '23505') throw error;
    }
  });
}

/**
 * Asks every server for its version, which also proves that each answers, is of the right kind and new enough.
 * @throws StartError that names the setting
 */
export async function readVersions(urls: EngineUrls): Promise<Record<EngineName, string>> {
  const of = (setting: EngineSetting) => readVersion(setting, urls[setting]);
  const [postgres, mongodb, redis, elasticsearch] = await Promise.all([
    of('ORDERS_DATABASE_URL'),
    of('CATALOG_MONGODB_URL'),
    of('REDIS_URL'),
    of('ELASTICSEARCH_URL'),
    of('USERS_DATABASE_URL'),
    urls.REDIS_CACHE_URL === urls.REDIS_URL ? undefined : of('REDIS_CACHE_URL'),
  ]);
  return { postgres, mongodb, redis, elasticsearch };
}

async function postgresVersion(url: string): Promise<string> {
  const { rows } = await withPostgres(url, (client) => client.query<{ server_version: string }>('SHOW server_version'));
  return requireVersion('PostgreSQL', rows[0]?.server_version.split(' ')[0]);
}

async function mongodbVersion(url: string): Promise<string> {
  const client = new MongoClient(url, {
    serverSelectionTimeoutMS: CONNECT_MS,
    connectTimeoutMS: CONNECT_MS,
    socketTimeoutMS: CONNECT_MS,
  });
  try {
    const info = await client.db('admin').command({ buildInfo: 1 });
    // a real server names the commit it was built from
    const real = typeof info['gitVersion'] === 'string' && info['gitVersion'] !== '';
    const version = requireVersion('MongoDB', String(info['version']));
    if (!real) return version.replace(' ', ' stand-in, as ');
    await requireReplicaSet(client);
    return version;
  } finally {
    await client.close();
  }
}

/** Change streams need one, and the relay of the catalog's events needs them. */
async function requireReplicaSet(client: MongoClient): Promise<void> {
  const hello = await client.db('admin').command({ hello: 1 });
  if (hello['setName'] === undefined && hello['msg'] !== 'isdbgrid') {
    throw new StartError(
      'is a MongoDB without a replica set, so it has no change streams: start it with --replSet rs0 and run rs.initiate() once',
    );
  }
  // the questions so far are answered without a log-in, too: this one is not
  await client.db().listCollections({}, { nameOnly: true, authorizedCollections: true }).toArray();
}

async function redisVersion(url: string): Promise<string> {
  const redis = new Redis(url, {
    protocol: 2,
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    commandTimeout: CONNECT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let reason: Error | undefined;
  redis.on('error', (error: Error) => (reason = error));
  let info: string;
  try {
    await redis.connect();
    info = await redis.info('server');
  } catch (error) {
    throw reason ?? error;
  } finally {
    redis.disconnect();
  }
  return requireVersion('Redis', /redis_version:(\S+)/.exec(info)?.[1]);
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
  if (answer.status === 401 || answer.status === 403) throw new Error(`it refuses the log-in in the URL, or wants one`);
  if (!answer.ok) throw new Error(`HTTP status ${answer.status}`);
  const { version } = ((await answer.json().catch(() => null)) ?? {}) as {
    version?: { number?: string; distribution?: string };
  };
  if (typeof version?.number !== 'string') throw new Error('it is an HTTP server of another kind');
  return requireVersion(version.distribution === 'opensearch' ? 'OpenSearch' : 'Elasticsearch', version.number);
}
