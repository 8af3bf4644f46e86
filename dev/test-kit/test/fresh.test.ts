import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { currentRun, freshEnv, freshPostgres, freshRedis, waitUntil, type FreshEnv } from '../src/index.ts';

describe('what a test file gets', () => {
  let env: FreshEnv;
  beforeAll(async () => {
    env = await freshEnv();
  });

  it('is an empty PostgreSQL database of its own for each service', async () => {
    expect(env.USERS_DATABASE_URL).not.toBe(env.ORDERS_DATABASE_URL);
    for (const url of [env.USERS_DATABASE_URL, env.ORDERS_DATABASE_URL]) {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      const { rows } = await client.query(`SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'`);
      expect(rows).toEqual([{ n: 0 }]);
      await client.end();
    }
  });

  it('is a MongoDB database that takes documents', async () => {
    const client = new MongoClient(env.CATALOG_MONGODB_URL);
    await client.db().collection('things').insertOne({ name: 'one' });
    expect(await client.db().collection('things').countDocuments()).toBe(1);
    expect(client.db().databaseName).toMatch(/^t_/);
    await client.close();
  });

  it('is an empty Redis database, and another one for the next who asks', async () => {
    const other = await freshRedis();
    expect(other.url).not.toBe(env.REDIS_URL);
    const [one, two] = [env.REDIS_URL, other.url].map((url) => new Redis(url, { protocol: 2 }));
    await one!.set('key', '1');
    expect(await two!.get('key')).toBeNull();
    one!.disconnect();
    two!.disconnect();
  });

  it('is dropped when it is over, connections or not', async () => {
    const fresh = await freshPostgres();
    const client = new pg.Client({ connectionString: fresh.url });
    client.on('error', () => undefined);
    await client.connect();
    await fresh.drop();
    const again = new pg.Client({ connectionString: fresh.url });
    await expect(again.connect()).rejects.toThrow('does not exist');
  });
});

describe('waitUntil', () => {
  it('returns the first truthy answer', async () => {
    let asked = 0;
    expect(await waitUntil(() => (++asked === 3 ? 'done' : undefined))).toBe('done');
  });

  it('says what it waited for, and what went wrong', async () => {
    const never = waitUntil(() => Promise.reject(new Error('not here')), { deadlineMs: 30, what: 'the parcel' });
    await expect(never).rejects.toMatchObject({
      message: 'Waited 30 ms for the parcel',
      cause: { message: 'not here' },
    });
  });
});

it('names everything after the run', () => {
  expect(currentRun().id).toMatch(/^[0-9a-f]{8}$/);
});
