import { freshPostgres } from '@quartet/test-kit';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { ensurePartitions, migrateOrders, type Db } from '../src/index.ts';
import { monthsAround } from '../src/ordering/months.ts';
import { findOrders } from '../src/ordering/orders.repository.ts';
import { openForGermany } from './checkout/charges.ts';
import { connect, freshOrders, log, stockedSku } from './database.ts';
import { place } from './placed-order.ts';

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
  expect(tables.filter((name) => /^orders_\d{4}_\d\d$/.test(name))).toHaveLength(5);
  expect(tables.filter((name) => /^order_items_\d{4}_\d\d$/.test(name))).toHaveLength(5);

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

const LATER = new Date('2031-12-31T23:59:59.999Z');
const MONTHS = ['2031_11', '2031_12', '2032_01', '2032_02', '2032_03'];
const NAMES = MONTHS.flatMap((month) => [`orders_${month}`, `order_items_${month}`]).sort();

/** A transaction that holds a lock on both tables, as a dump or an open write does. */
async function hold(db: Db, mode: 'access share' | 'row exclusive') {
  const trx = await db.startTransaction().execute();
  await sql`lock table orders, order_items in ${sql.raw(mode)} mode`.execute(trx);
  return trx;
}

it('makes the partitions of last month, this one and the next once, also under open writes', async () => {
  const { db } = await freshOrders();
  const writing = await hold(db, 'row exclusive');
  const ensuring = Promise.all(Array.from({ length: 4 }, () => ensurePartitions(db, LATER)));
  await db.selectFrom('orders').selectAll().execute();
  await writing.commit().execute();
  expect((await ensuring).flat().sort()).toEqual(NAMES);
});

it('makes them while a dump reads the tables for as long as it likes, and no read waits', async () => {
  const { db } = await freshOrders();
  const dump = await hold(db, 'access share');
  try {
    const count = sql`select count(*) from orders join order_items on order_id = id`;
    let isMade = false;
    const reading = (async () => {
      while (!isMade) {
        await db.transaction().execute(async (trx) => {
          // One that waits for a lock at all is refused at once.
          await sql`set local lock_timeout = 100`.execute(trx);
          await count.execute(trx);
        });
      }
    })();
    const made = await ensurePartitions(db, LATER).finally(() => (isMade = true));
    await reading;
    expect(made.sort()).toEqual(NAMES);
  } finally {
    await dump.rollback().execute();
  }
});

it('goes on where a process was broken off between making a partition and attaching it', async () => {
  const { db } = await freshOrders();
  await ensurePartitions(db, LATER);
  await sql`alter table order_items detach partition order_items_2032_01`.execute(db);
  await sql`alter table orders detach partition orders_2032_01`.execute(db);
  await sql`drop table order_items_2032_01, orders_2032_01`.execute(db);
  const bounds = monthsAround(LATER)[2]!;
  await sql`create table orders_2032_01 (like orders including all)`.execute(db);
  await sql`alter table orders_2032_01 add constraint orders_2032_01_bounds
    check (id >= ${sql.lit(bounds.from)}::uuid and id < ${sql.lit(bounds.until)}::uuid)`.execute(db);
  expect(await ensurePartitions(db, LATER)).toEqual(['orders_2032_01', 'order_items_2032_01']);
  expect(await ensurePartitions(db, LATER)).toEqual([]);
});

it('a partition that was attached is as one that was made in its place', async () => {
  const { db } = await freshOrders();
  await ensurePartitions(db, LATER);
  const next = monthsAround(new Date('2040-06-15T00:00:00Z'))[1]!;
  for (const table of ['orders', 'order_items']) {
    await sql`create table ${sql.table(`${table}_made`)} partition of ${sql.table(table)}
      for values from (${sql.lit(next.from)}) to (${sql.lit(next.until)})`.execute(db);
  }
  const shapeOf = async (table: string) => {
    const { rows } = await sql<{ line: string }>`
      select replace(pg_get_constraintdef(oid), ${table}, 'T') as line from pg_constraint
        where conrelid = ${table}::regclass and contype <> 'n'
      union all select regexp_replace(indexdef, '(INDEX|ON) \\S+', '\\1', 'g') from pg_indexes where tablename = ${table}
      union all select concat_ws(' ', column_name, data_type, is_nullable, column_default)
        from information_schema.columns where table_name = ${table}
      order by 1`.execute(db);
    return rows.map(({ line }) => line);
  };
  for (const table of ['orders', 'order_items']) {
    expect(await shapeOf(`${table}_2032_01`)).toEqual(await shapeOf(`${table}_made`));
  }
});

it('leaves a table alone that stands where a partition belongs', async () => {
  const { db } = await freshOrders();
  await sql`create table orders_2031_11 (n int)`.execute(db);
  await expect(ensurePartitions(db, LATER)).rejects.toThrow('orders_2031_11 that is no partition');
});

it('reads orders by id from the partition of their month alone', async () => {
  const { db } = await freshOrders();
  const sku = await stockedSku(db, 1);
  await openForGermany(db);
  const result = await place(db, [{ sku, quantity: 1 }]);
  expect((await findOrders(db, [result.orderId])).get(result.orderId)?.number).toBe(result.number);
  const plan = await sql<Record<string, string>>`
    explain select * from orders where id = any(${[result.orderId]}::uuid[])`.execute(db);
  const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(text.match(/orders_\d{4}_\d\d/g)?.filter((name, at, all) => all.indexOf(name) === at)).toHaveLength(1);
});
