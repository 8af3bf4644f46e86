import { freshEnv } from '@quartet/test-kit';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { countDatabaseCalls, createElasticsearch, createMongo, createPostgres, createRedis } from '../src/index.ts';

const log = pino({ level: 'silent' });
const env = await freshEnv();
const postgres = createPostgres<unknown>({ url: env.USERS_DATABASE_URL, name: 'test', log });
const mongo = createMongo({ url: env.CATALOG_MONGODB_URL, name: 'test', log });
const redis = createRedis({ url: env.REDIS_URL, name: 'test', log });
const elasticsearch = createElasticsearch({ url: env.ELASTICSEARCH_URL, name: 'test', log });
afterAll(async () => {
  redis.disconnect();
  await Promise.all([postgres.destroy(), mongo.destroy(), elasticsearch.close()]);
});

const one = () => sql`select 1`.execute(postgres.db);

test('every round trip of every engine counts, a pipeline once', async () => {
  const { result, calls } = await countDatabaseCalls(async () => {
    await Promise.all([one(), one()]);
    await postgres.db.transaction().execute((trx) => sql`select 1`.execute(trx));
    await mongo.db.collection('things').find({}).toArray();
    await redis.get('x');
    await redis.pipeline().set('a', '1').get('a').del('a').exec();
    await elasticsearch.info();
    return 'done';
  });
  expect(result).toBe('done');
  expect(calls).toEqual({ postgres: 5, mongodb: 1, redis: 2, elasticsearch: 1 });
});

test('what others do meanwhile does not count', async () => {
  let counting = true;
  const polling = (async () => {
    while (counting) await one();
  })();
  const { calls } = await countDatabaseCalls(one);
  counting = false;
  await polling;
  expect(calls.postgres).toBe(1);
});
