import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createLogger, createMongo, createRedis } from '@quartet/service-kit';
import { freshEnv, type FreshEnv } from '@quartet/test-kit';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLocalMachine } from '../src/doctor/local-machine.ts';
import { describeReport, examine, findProblems, migrateAll, type Report } from '@quartet/ops';

const OPS = fileURLToPath(new URL('../src/ops.ts', import.meta.url));
const local = createLocalMachine({ log: () => undefined });
const log = createLogger({ name: 'doctor-test', level: 'silent' });
const dir = mkdtempSync(join(tmpdir(), 'quartet-doctor-'));
const taken = createServer();
let fresh: FreshEnv;
let env: NodeJS.ProcessEnv;
let mongo: ReturnType<typeof createMongo>;

beforeAll(async () => {
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  fresh = await freshEnv();
  mongo = createMongo({ url: fresh.CATALOG_MONGODB_URL, name: 'doctor-test', log });
  const { PATH, HOME, JAVA_HOME } = process.env;
  const PORT = String((taken.address() as AddressInfo).port);
  env = { PATH, HOME, JAVA_HOME, ...fresh, PORT, QUARTET_DIR: dir };
});
afterAll(async () => {
  await mongo.destroy();
  taken.close();
  rmSync(dir, { recursive: true });
});

const textsOf = (report: Report) => findProblems(report).map(({ level, text }) => `${level} ${text}`);

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

it('finds empty databases without making anything in them', async () => {
  const report = await examine({ env, local });
  expect(report.migrations).toMatchObject({
    users: { applied: [], unknown: [] },
    orders: { applied: [], missing: expect.arrayContaining(['0003_orders']) },
    catalog: { missing: expect.arrayContaining(['0001_categories', '0002_products']) },
    search: { missing: expect.arrayContaining([`${fresh.SEARCH_INDEX_PREFIX}_counted_sales`]) },
  });
  expect(findProblems(report).filter(({ level }) => level === 'fault')).toEqual([]);
  for (const url of [fresh.USERS_DATABASE_URL, fresh.ORDERS_DATABASE_URL]) {
    expect(await query(url, `select relname from pg_class where relnamespace = 'public'::regnamespace`)).toEqual([]);
  }
  expect(await mongo.db.listCollections().toArray()).toEqual([]);
  const indices = await fetch(`${fresh.ELASTICSEARCH_URL}/_cat/indices/${fresh.SEARCH_INDEX_PREFIX}*?format=json`);
  expect(await indices.json()).toEqual([]);
});

it('says what is wrong with a shop, and of what it is made', async () => {
  await migrateAll({ urls: fresh, env: { ...fresh }, log, direction: 'up' });
  const whole = await examine({ env, local });
  expect(textsOf(whole)).toEqual([]);
  expect(whole.machine.node).toBe(process.versions.node);
  expect(whole.port).toMatchObject({ state: 'taken' });
  expect(whole.directory?.freeBytes).toBeGreaterThan(0);
  expect(whole.engines[0]).toMatchObject({
    how: 'url',
    state: 'running',
    version: expect.stringMatching(/^PostgreSQL /),
  });
  expect(whole.partitions).toHaveLength(5);

  const month = new Date().toISOString().slice(0, 7);
  await query(fresh.ORDERS_DATABASE_URL, `drop table order_items_${month.replace('-', '_')}`);
  await query(fresh.ORDERS_DATABASE_URL, `delete from kysely_migration where name = '0006_outbox_stores'`);
  await query(fresh.USERS_DATABASE_URL, `insert into kysely_migration values ('9999_from_tomorrow', '')`);
  await query(
    fresh.ORDERS_DATABASE_URL,
    `insert into outbox (id, stream, event, created_at)
     values (gen_random_uuid(), 'events:{orders}', '{}', now() - interval '1 hour')`,
  );
  const redis = createRedis({ url: fresh.REDIS_URL, name: 'doctor-test', log });
  await redis.xadd('dead:{catalog}:search', '*', 'event', '{}');
  redis.disconnect();
  await mongo.db.collection('products').insertOne({ status: 'PUBLISHED', slugs: ['a'], variants: [{ sku: 'a' }] });

  const sick = await examine({ env, local });
  expect(sick.outboxes).toMatchObject({ users: { rows: 0 }, orders: { rows: 1 } });
  expect(textsOf(sick)).toEqual([
    'fault users: the database is newer than this code (9999_from_tomorrow): use the newer code',
    `fault orders: there is no partition for ${month}; npm run migrate makes it`,
    'warning orders: 0006_outbox_stores missing; npm run migrate brings it up to date',
    'warning events:{catalog}: search refused 1 for good; npm run dead-letters',
    'warning orders: 1 events wait in the outbox; do its workers run?',
    'warning The catalog has 1 published products, and search finds 0',
  ]);
});

it('says that engines do not run, and starts none', async () => {
  const report = await examine({ env: { ...env, QUARTET_ENGINES: 'embedded' }, local });
  const text = describeReport(report);
  expect(text).toMatch(/CATALOG_MONGODB_URL +embedded +not running/);
  expect(text).toContain('not running; npm run engines starts them');
  expect(report).toMatchObject({ streams: null, migrations: { users: null } });
  expect(readdirSync(dir)).toEqual([]);
});

it('goes on where an engine cannot be reached, and never shows a password', async () => {
  const more = { REDIS_URL: 'redis://:se%20cret@127.0.0.1:1', REDIS_CACHE_URL: '' };
  const ended = promisify(execFile)(process.execPath, [OPS, 'doctor', '--json'], { env: { ...env, ...more } });
  const { code, stdout, stderr } = (await ended.catch((error: unknown) => error)) as Record<string, string>;
  expect(code).toBe(1);
  expect(stderr).toBe('');
  expect(stdout).not.toMatch(/se(%20| )cret/);
  const { problems, ...report } = JSON.parse(stdout!) as Report & { problems: { level: string; text: string }[] };
  const names = 'machine directory port engines migrations partitions streams outboxes products'.split(' ');
  expect(Object.keys(report)).toEqual(names);
  expect(report).toMatchObject({ streams: null, migrations: { catalog: { missing: [] } }, products: { catalog: 1 } });
  expect(problems[0]).toMatchObject({
    level: 'fault',
    text: expect.stringMatching(/^REDIS_URL: 127\.0\.0\.1:1 does not answer as Redis does: .*ECONNREFUSED/),
  });
});
