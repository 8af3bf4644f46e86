import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freshEnv } from '@quartet/test-kit';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type AppError,
  createElasticsearch,
  createMongo,
  createPostgres,
  createRedis,
  isUniqueViolation,
  toAppError,
} from '../src/index.ts';

const log = pino({ level: 'silent' });
// Nothing listens there: port 1 needs rights that nobody has.
const NOWHERE = '127.0.0.1:1';
const env = await freshEnv();
const postgres = createPostgres<unknown>({ url: env.USERS_DATABASE_URL, name: 'test', statementTimeoutMs: 200, log });
const mongo = createMongo({ url: env.CATALOG_MONGODB_URL, name: 'test', log });
const redis = createRedis({ url: env.REDIS_URL, name: 'test', log });
const elasticsearch = createElasticsearch({ url: env.ELASTICSEARCH_URL, name: 'test', log });
const index = `${env.SEARCH_INDEX_PREFIX}_errors`;

async function errorOf(run: Promise<unknown>): Promise<AppError> {
  const thrown = await run.then(
    () => Promise.reject(new Error('It should have failed')),
    (error: unknown) => error,
  );
  const err = toAppError(thrown);
  expect(err.message).not.toMatch(/\d+\.\d+\.\d+\.\d+|select|insert|constraint|E11000|redis|mongo|postgres/i);
  return err;
}

beforeAll(async () => {
  await sql`create table parents (id int primary key, label text constraint label_short check (length(label) < 5))`.execute(
    postgres.db,
  );
  await sql`create table children (id int primary key, parent_id int constraint children_parent references parents)`.execute(
    postgres.db,
  );
  await sql`create table months (id int) partition by range (id)`.execute(postgres.db);
  await sql`insert into parents values (1, 'one')`.execute(postgres.db);
});

afterAll(async () => {
  redis.disconnect();
  await Promise.all([postgres.destroy(), mongo.destroy(), elasticsearch.close()]);
});

describe('PostgreSQL', () => {
  test.each([
    [
      'unique',
      sql`insert into parents values (1, 'two')`,
      { code: 'CONFLICT', details: { kind: 'unique', constraint: 'parents_pkey' } },
    ],
    [
      'foreign key',
      sql`insert into children values (1, 99)`,
      { code: 'CONFLICT', details: { kind: 'foreign_key', constraint: 'children_parent' } },
    ],
    [
      'check',
      sql`insert into parents values (2, 'too long')`,
      { code: 'BAD_USER_INPUT', details: { kind: 'check', constraint: 'label_short' } },
    ],
    ['no partition', sql`insert into months values (1)`, { code: 'INTERNAL_SERVER_ERROR' }],
    ['not a uuid', sql`select ${'x'}::uuid`, { code: 'BAD_USER_INPUT' }],
    ['out of range', sql`insert into parents values (${'99999999999'}::int8::int4)`, { code: 'BAD_USER_INPUT' }],
    ['statement time-out', sql`select pg_sleep(5)`, { code: 'TIMEOUT' }],
    ['bad SQL', sql`selec 1`, { code: 'INTERNAL_SERVER_ERROR' }],
    ['connection lost', sql`select pg_terminate_backend(pg_backend_pid())`, { code: 'SERVICE_UNAVAILABLE' }],
  ])('%s', async (_, statement, expected) => {
    expect(await errorOf(statement.execute(postgres.db))).toMatchObject(expected);
  });

  test('after a lost connection the pool makes a new one', async () => {
    await errorOf(sql`select pg_terminate_backend(pg_backend_pid())`.execute(postgres.db));
    await postgres.ping();
  });

  test('no row is NOT_FOUND', async () => {
    const parents = postgres.db.withTables<{ parents: { id: number } }>().selectFrom('parents').selectAll();
    expect(await errorOf(parents.where('id', '=', 99).executeTakeFirstOrThrow())).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('a unique violation is known by the name of its constraint', async () => {
    const thrown = await sql`insert into parents values (1, 'two')`
      .execute(postgres.db)
      .catch((error: unknown) => error);
    expect(isUniqueViolation(thrown)).toBe(true);
    expect(isUniqueViolation(toAppError(thrown), 'parents_pkey')).toBe(true);
    expect(isUniqueViolation(thrown, 'label_short')).toBe(false);
  });

  test('refused connection and full server', async () => {
    const away = createPostgres({ url: `postgresql://u:p@${NOWHERE}/db`, name: 'test', log });
    expect(await errorOf(away.ping())).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await away.destroy();
    await sql`create role crowded login connection limit 0`.execute(postgres.db).catch(() => undefined);
    const url = new URL(env.USERS_DATABASE_URL);
    url.username = 'crowded';
    const crowded = createPostgres({ url: url.href, name: 'test', log });
    expect(await errorOf(crowded.ping())).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await crowded.destroy();
    await sql`drop role crowded`.execute(postgres.db).catch(() => undefined);
  });
});

describe('MongoDB', () => {
  test('unique, by the name of the index', async () => {
    const things = mongo.db.collection('things');
    await things.createIndex({ slug: 1 }, { unique: true, name: 'slug_unique' });
    await things.insertOne({ slug: 'a' });
    const thrown = await things.insertOne({ slug: 'a' }).catch((error: unknown) => error);
    expect(await errorOf(Promise.reject(thrown as Error))).toMatchObject({
      code: 'CONFLICT',
      details: { kind: 'unique' },
    });
    expect(isUniqueViolation(thrown)).toBe(true);
    expect(isUniqueViolation(thrown, 'slug_unique')).toBe(true);
    expect(isUniqueViolation(thrown, 'other')).toBe(false);
  });

  test('a command that it does not know is our fault', async () => {
    expect(await errorOf(mongo.db.command({ nonsense: 1 }))).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
  });

  test('refused connection', async () => {
    const away = createMongo({ url: `mongodb://${NOWHERE}/db`, name: 'test', log });
    expect(await errorOf(away.ping())).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await away.destroy();
  });
});

describe('Redis', () => {
  test('a wrong command is our fault', async () => {
    await redis.set('text', 'x');
    expect(await errorOf(redis.lpush('text', 'y'))).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
  });

  test('a command that takes too long is TIMEOUT', async () => {
    const slow = createRedis({ url: env.REDIS_URL, name: 'test', log });
    expect(await errorOf(slow.blpop('nothing-comes', 2))).toMatchObject({ code: 'TIMEOUT' });
    slow.disconnect();
  });

  test('refused connection: at first and ever after, at once', async () => {
    const away = createRedis({ url: `redis://${NOWHERE}`, name: 'test', log });
    for (let i = 0; i < 3; i += 1) {
      expect(await errorOf(away.get('x'))).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    }
    away.disconnect();
    expect(await errorOf(away.get('x'))).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });
});

describe('Elasticsearch', () => {
  beforeAll(async () => {
    await elasticsearch.indices.create({
      index,
      settings: { number_of_replicas: 0 },
      mappings: { dynamic: 'strict', properties: { n: { type: 'integer' } } },
    });
  });

  test('not found, version conflict, a bad document, a bad query', async () => {
    const document = { index, id: '1', version: 5, version_type: 'external' } as const;
    expect(await errorOf(elasticsearch.get({ index, id: 'none' }))).toMatchObject({ code: 'NOT_FOUND' });
    await elasticsearch.index({ ...document, document: { n: 1 } });
    expect(await errorOf(elasticsearch.index({ ...document, document: { n: 1 } }))).toMatchObject({
      code: 'CONFLICT',
      details: { kind: 'version' },
    });
    expect(await errorOf(elasticsearch.index({ index, document: { n: 'x' } }))).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    expect(await errorOf(elasticsearch.search({ index, query: { nonsense: {} } as never }))).toMatchObject({
      code: 'INTERNAL_SERVER_ERROR',
    });
  });

  test('an index that is not there is a search that is not there', async () => {
    expect(await errorOf(elasticsearch.search({ index: `${index}_none` }))).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
  });

  test('refused connection and time-out', async () => {
    const away = createElasticsearch({ url: `http://${NOWHERE}`, name: 'test', log });
    expect(await errorOf(away.ping())).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    const mute = createServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const { port } = mute.address() as AddressInfo;
    const hasty = createElasticsearch({ url: `http://127.0.0.1:${port}`, name: 'test', log, requestTimeoutMs: 50 });
    expect(await errorOf(hasty.search({ index }))).toMatchObject({ code: 'TIMEOUT' });
    mute.closeAllConnections();
    mute.close();
    await Promise.all([away.close(), hasty.close()]);
  });
});
