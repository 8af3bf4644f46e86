import { freshPostgres } from '@quartet/test-kit';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { ensurePartitions, migrateOrders, placeOrder, type Db } from '../src/index.ts';
import { ordersById } from '../src/ordering/orders.service.ts';
import { connect, freshOrders, log, orderOf, stockedSku } from './database.ts';

const tablesOf = async (db: Db) => {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
    and relname not like 'kysely%' order by 1`.execute(db);
  return rows.map((row) => row.name);
};

it('goes up, all the way down and up again', async () => {
  const { url } = await freshPostgres();
  const db = connect(url);
  const migrate = (direction: 'up' | 'down') => migrateOrders({ env: { ORDERS_DATABASE_URL: url }, log, direction });

  const applied = await migrate('up');
  const tables = await tablesOf(db);
  expect(tables).toContain('order_directory');
  expect(tables.filter((name) => /^orders_\d{4}_\d\d$/.test(name))).toHaveLength(4);
  expect(tables.filter((name) => /^order_items_\d{4}_\d\d$/.test(name))).toHaveLength(4);

  for (const name of applied.toReversed()) expect(await migrate('down')).toEqual([name]);
  expect(await tablesOf(db)).toEqual([]);
  expect(await migrate('up')).toEqual(applied);
  expect(await tablesOf(db)).toEqual(tables);
});

it('may be started by four processes at once', async () => {
  const { url } = await freshPostgres();
  const runs = await Promise.all(
    Array.from({ length: 4 }, () => migrateOrders({ env: { ORDERS_DATABASE_URL: url }, log, direction: 'up' })),
  );
  expect(runs.filter((applied) => applied.length > 0)).toHaveLength(1);
});

it('makes the partitions of the next months once, also under open writes', async () => {
  const { db } = await freshOrders();
  const later = new Date('2031-12-31T23:59:59.999Z');
  const writing = await db.startTransaction().execute();
  await sql`insert into order_directory (order_id, number, status, placed_at) values (uuidv7(), 'x', 'PENDING', now())`.execute(
    writing,
  );
  await sql`lock table orders in row exclusive mode`.execute(writing);
  const ensuring = Promise.all(Array.from({ length: 4 }, () => ensurePartitions(db, later)));
  await db.selectFrom('orders').selectAll().execute();
  await writing.commit().execute();
  expect((await ensuring).flat().sort()).toEqual(
    ['2031_12', '2032_01', '2032_02', '2032_03'].flatMap((month) => [`orders_${month}`, `order_items_${month}`]).sort(),
  );
});

it('reads orders by id from the partition of their month alone', async () => {
  const { db } = await freshOrders();
  const sku = await stockedSku(db, 1);
  const result = await placeOrder(db, orderOf([{ sku, quantity: 1 }]));
  if (result.kind !== 'placed') throw new Error(result.kind);
  expect((await ordersById(db, [result.orderId])).get(result.orderId)?.number).toBe(result.number);
  const plan = await sql<Record<string, string>>`
    explain select * from orders where id = any(${[result.orderId]}::uuid[])`.execute(db);
  const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(text.match(/orders_\d{4}_\d\d/g)?.filter((name, at, all) => all.indexOf(name) === at)).toHaveLength(1);
});
