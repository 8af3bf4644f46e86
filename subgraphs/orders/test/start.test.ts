import { createLogger, createPostgres, StartError } from '@quartet/service-kit';
import { freshPostgres, privateEngines } from '@quartet/test-kit';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import type { OrdersDatabase } from '../src/database.ts';
import { migrateOrders, startOrders } from '../src/index.ts';
import { startOrdersMaintenance } from '../src/workers/maintenance.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const { env, controls } = await privateEngines(['postgres']);
await migrateOrders({ env, log, direction: 'up' });
const postgres = createPostgres<OrdersDatabase>({ url: env.ORDERS_DATABASE_URL, name: 'test', log });
afterAll(() => postgres.destroy());

async function partitions(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_class where relispartition and relkind = 'r'`.execute(postgres.db);
  return rows[0]?.count ?? 0;
}

test('a database without tables is one readable line', async () => {
  const { url } = await freshPostgres();
  const starting = startOrders({ env: { ...env, ORDERS_DATABASE_URL: url }, log, workers: true });
  await expect(starting).rejects.toThrow(StartError);
  await expect(starting).rejects.toThrow('The database of orders has no tables yet: run npm run migrate');
});

test('it starts although PostgreSQL is away, and answers when that is back', async () => {
  await controls.postgres.kill();
  const orders = await startOrders({ env, log, workers: true });
  try {
    await expect(orders.checks['postgres']?.()).rejects.toThrow();
    await controls.postgres.start();
    await expect.poll(() => orders.checks['postgres']?.().then(() => 'fine')).toBe('fine');
  } finally {
    await orders.stop();
  }
});

test('partitions that the start could not make are made when PostgreSQL is back', async () => {
  const before = await partitions();
  const { rows } = await sql<{ month: string }>`
    select max(substr(relname, 8)) as month from pg_class where relispartition and relkind = 'r' and relname like 'orders!_2%' escape '!'`.execute(
    postgres.db,
  );
  const newest = ['order_items', 'orders'].map((table) => sql.table(`${table}_${rows[0]!.month}`));
  await sql`drop table ${sql.join(newest)} cascade`.execute(postgres.db);
  expect(await partitions()).toBe(before - 2);
  await controls.postgres.kill();
  let failed = 0;
  const destination = { write: () => void (failed += 1) };
  const counting = createLogger({ name: 'test', level: 'warn', destination });
  const maintenance = startOrdersMaintenance({ db: postgres.db, log: counting, overdue: true, retryMs: 50 });
  try {
    await expect.poll(() => failed).toBeGreaterThan(1);
    await controls.postgres.start();
    await expect.poll(() => partitions().catch(() => 0)).toBe(before);
  } finally {
    await maintenance.stop();
  }
});
