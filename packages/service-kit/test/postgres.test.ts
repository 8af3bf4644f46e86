import { freshPostgres } from '@quartet/test-kit';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { createPostgres, retryTransaction } from '../src/index.ts';

const log = pino({ level: 'silent' });
const { url } = await freshPostgres();
const postgres = createPostgres<{ counters: { id: number; n: number } }>({ url, name: 'quartet-test', log });
const { db } = postgres;
afterAll(() => postgres.destroy());

test('types are read as the code wants them', async () => {
  const { rows } = await sql<Record<string, unknown>>`
    select 9007199254740991::int8 as big, 12.5::numeric as amount, '{1,2,null}'::int8[] as bigs, date '2026-02-03' as day,
      timestamptz '2026-02-03 04:05:06+01' as instant, timestamp '2026-02-03 04:05:06.7' as plain, '{"a":1}'::jsonb as json,
      '{x,y}'::text[] as texts, true as yes, current_setting('application_name') as app
  `.execute(db);
  expect(rows[0]).toEqual({
    big: 9007199254740991,
    amount: 12.5,
    bigs: [1, 2, null],
    day: '2026-02-03',
    instant: new Date('2026-02-03T03:05:06Z'),
    plain: new Date('2026-02-03T04:05:06.7Z'),
    json: { a: 1 },
    texts: ['x', 'y'],
    yes: true,
    app: 'quartet-test',
  });
});

test('a number that JavaScript cannot hold is an error, not another number', async () => {
  await expect(sql`select 9007199254740993::int8`.execute(db)).rejects.toThrow(/beyond 2\^53/);
  await postgres.ping();
});

test('transactions that collide are run again until all are through', async () => {
  await sql`create table counters (id int primary key, n int not null)`.execute(db);
  await sql`insert into counters values (1, 0)`.execute(db);
  let runs = 0;
  // All have read before the first one writes: all but one must be run again.
  const haveAllRead = Promise.withResolvers<void>();
  const add = () =>
    retryTransaction(
      db,
      async (trx) => {
        runs += 1;
        await sql`set transaction isolation level serializable`.execute(trx);
        const { n } = await trx.selectFrom('counters').select('n').where('id', '=', 1).executeTakeFirstOrThrow();
        if (runs === 5) haveAllRead.resolve();
        await haveAllRead.promise;
        await trx
          .updateTable('counters')
          .set({ n: n + 1 })
          .where('id', '=', 1)
          .execute();
      },
      { attempts: 50 },
    );
  await Promise.all(Array.from({ length: 5 }, add));
  expect(await db.selectFrom('counters').select('n').executeTakeFirst()).toEqual({ n: 5 });
  expect(runs).toBeGreaterThan(5);
});

test('other errors are not tried again', async () => {
  let runs = 0;
  const failing = retryTransaction(db, () => {
    runs += 1;
    return Promise.reject(new Error('no'));
  });
  await expect(failing).rejects.toThrow('no');
  expect(runs).toBe(1);
});
