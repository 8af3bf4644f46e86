import { freshPostgres } from '@quartet/test-kit';
import { sql } from 'kysely';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { createLogger, createPostgres, pruneRows, type PruneOptions } from '../src/index.ts';

const { url } = await freshPostgres();
const postgres = createPostgres<unknown>({
  url,
  name: 'prune test',
  statementTimeoutMs: 1_000,
  log: createLogger({ name: 'prune test' }),
});
const { db } = postgres;
afterAll(() => postgres.destroy());

const OLD: PruneOptions = {
  table: 'things',
  column: 'made_at',
  before: sql`now() - interval '7 days'`,
  pauseMs: 0,
};
const left = async () => (await sql<{ n: number }>`select n from things order by n`.execute(db)).rows.map(({ n }) => n);

/** Rows 1 to `old` are older than a week, the oldest first; the five behind them are not. */
async function makeThings(old: number): Promise<void> {
  await sql`insert into things (n, made_at)
    select n, case when n <= ${old} then now() - interval '8 days' + n * interval '1 microsecond' else now() end
    from generate_series(1, ${old}::int + 5) n`.execute(db);
}

beforeEach(async () => {
  await sql`drop table if exists things`.execute(db);
  await sql`create table things (n int not null, made_at timestamptz not null)`.execute(db);
  await sql`create index on things (made_at)`.execute(db);
});

it('takes old rows in batches, oldest first, and leaves the others', async () => {
  await makeThings(25);
  expect(await pruneRows(db, { ...OLD, rowsPerBatch: 10 })).toEqual({ rows: 25, more: false });
  expect(await left()).toEqual([26, 27, 28, 29, 30]);
  expect(await pruneRows(db, OLD)).toEqual({ rows: 0, more: false });
});

it('takes rows of one instant that are more than a batch', async () => {
  await sql`insert into things select n, timestamptz '2020-01-01' from generate_series(1, 35) n`.execute(db);
  expect(await pruneRows(db, { ...OLD, rowsPerBatch: 10 })).toEqual({ rows: 35, more: false });
});

it('gets through although all rows at once would take longer than a statement may', async () => {
  await makeThings(1_500);
  // 2 ms a row: 1,500 rows would be 3 s, where a statement has one.
  await sql`create or replace function linger() returns trigger language plpgsql as
    $$ begin perform pg_sleep(0.002); return old; end $$`.execute(db);
  await sql`create trigger linger before delete on things for each row execute function linger()`.execute(db);
  await expect(sql`delete from things where made_at < now() - interval '7 days'`.execute(db)).rejects.toThrow(
    /statement timeout/,
  );
  expect(await pruneRows(db, OLD)).toEqual({ rows: 1_500, more: false });
  expect(await left()).toEqual([1_501, 1_502, 1_503, 1_504, 1_505]);
});

it('leaves rows that another transaction holds to the next run', async () => {
  await makeThings(25);
  const other = await db.startTransaction().execute();
  await sql`select from things where n = 12 for update`.execute(other);
  expect(await pruneRows(db, { ...OLD, rowsPerBatch: 10 })).toEqual({ rows: 24, more: false });
  await other.rollback().execute();
  expect(await pruneRows(db, OLD)).toEqual({ rows: 1, more: false });
});

it('obeys a further condition', async () => {
  await makeThings(10);
  expect(await pruneRows(db, { ...OLD, where: sql`n % 2 = 0` })).toEqual({ rows: 5, more: false });
  expect((await left()).slice(0, 5)).toEqual([1, 3, 5, 7, 9]);
});

it('says that there is more where its time is over or it is told to stop', async () => {
  await makeThings(25);
  expect(await pruneRows(db, { ...OLD, budgetMs: 0 })).toEqual({ rows: 0, more: true });
  expect(await pruneRows(db, { ...OLD, signal: AbortSignal.abort() })).toEqual({ rows: 0, more: true });
});
