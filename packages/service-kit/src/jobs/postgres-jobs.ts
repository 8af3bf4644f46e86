import { type Kysely, type QueryExecutorProvider, sql } from 'kysely';
import { pruneRows, type Pruned } from '../databases/prune.ts';
import type { LeasedSaga } from '../saga/saga.ts';
import {
  createSagaTable,
  dropSagaTable,
  endSaga,
  leaseDue,
  listStuck,
  postpone,
  pruneSagas,
} from '../saga/sagas.repository.ts';
import { newId } from '../values/ids.ts';
import type { JobStore, LeasedJob, NewJob, StuckJob } from './job.ts';

/** The only step of a job. */
const STEP = 'run';
const COUNTED_AT_MOST = 100_000;

/** Makes the table `jobs`: that of sagas, and a key; for a migration. */
export async function createJobTable(db: QueryExecutorProvider): Promise<void> {
  await createSagaTable(db, 'jobs');
  await sql`alter table jobs add column key text not null, add constraint jobs_once unique (kind, key)`.execute(db);
  // A kind with many jobs does not keep others waiting.
  await sql`create index jobs_due_of_kind on jobs (kind, due_at) where state = 'RUNNING'`.execute(db);
}

export async function dropJobTable(db: QueryExecutorProvider): Promise<void> {
  await dropSagaTable(db, 'jobs');
}

/**
 * Writes a job, in the transaction that makes it necessary; a worker takes it up within a second of the commit. Again with
 * the same kind and key it changes nothing.
 */
export async function enqueue(trx: QueryExecutorProvider, { kind, key, payload }: NewJob): Promise<void> {
  await sql`
    insert into jobs (id, kind, step, key, data, due_at)
    values (${newId()}, ${kind}, ${STEP}, ${key}, ${JSON.stringify(payload)}::jsonb, clock_timestamp())
    on conflict (kind, key) do nothing`.execute(trx);
}

type LeasedRow = LeasedJob & LeasedSaga;

/** The jobs of a database of ours. */
export function postgresJobs(db: QueryExecutorProvider): JobStore<LeasedRow> {
  return {
    async lease({ kind, limit }) {
      const rows = await leaseDue(db, { table: 'jobs', kind, steps: [STEP], limit });
      return rows.map((row) => ({ ...row, payload: row.data }));
    },
    end: (job, ending) => endSaga(db, job, ending),
    postpone: (job, later) => postpone(db, job, later),
    async backlog(kind) {
      const { rows } = await sql<{ waiting: number; oldestSeconds: number }>`
        select count(*)::int as waiting,
               coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 as "oldestSeconds"
        from (select created_at from jobs where kind = ${kind} and state = 'RUNNING' limit ${COUNTED_AT_MOST}) t`.execute(
        db,
      );
      return rows[0] ?? { waiting: 0, oldestSeconds: 0 };
    },
    async listStuck(o) {
      const stuck = await listStuck(db, { table: 'jobs', ...o });
      const keys = await keysOf(
        db,
        stuck.map(({ id }) => id),
      );
      const failed = await listFailed(db, o.limit);
      return [...stuck.map((job) => ({ ...job, key: keys.get(job.id) ?? '', hasFailed: false })), ...failed];
    },
    async retry(id) {
      const { rows } = await sql`
        update jobs set state = 'RUNNING', attempts = 0, due_at = clock_timestamp(), lease_token = null,
               finished_at = null, updated_at = now()
        where id = ${id} and ${isFree} returning id`.execute(db);
      return rows.length > 0;
    },
    async giveUp(id) {
      const { rows } = await sql`
        update jobs set state = 'FAILED', lease_token = null, finished_at = now(), updated_at = now(),
               last_error = concat_ws(': ', 'given up', last_error)
        where id = ${id} and state <> 'FAILED' and ${isFree} returning id`.execute(db);
      return rows.length > 0;
    },
  };
}

/** Not done, and no process is at work on it. */
const isFree = sql`(state in ('STUCK', 'FAILED')
  or (state = 'RUNNING' and (lease_token is null or due_at < clock_timestamp())))`;

async function listFailed(db: QueryExecutorProvider, limit: number): Promise<StuckJob[]> {
  const { rows } = await sql<StuckJob>`
    select id, kind, key, attempts, coalesce(last_error, 'no reason was given') as reason, finished_at as since,
           true as "hasFailed"
    from jobs where state = 'FAILED' order by finished_at limit ${limit}`.execute(db);
  return rows;
}

async function keysOf(db: QueryExecutorProvider, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; key: string }>`
    select id, key from jobs where id = any(${ids}::uuid[])`.execute(db);
  return new Map(rows.map(({ id, key }) => [id, key]));
}

/** Deletes jobs that ended more than 30 days ago. Stuck ones stay. */
export async function pruneJobs<DB>(db: Kysely<DB>, o: { signal?: AbortSignal } = {}): Promise<Pruned> {
  return pruneSagas(db, { ...o, table: 'jobs' });
}

/**
 * Deletes jobs of these kinds that no process has taken up for a week: this shop does not have what works them off, such as
 * a mail server, and what they would say is no news any more.
 */
export async function pruneUnclaimedJobs<DB>(
  db: Kysely<DB>,
  { kinds, signal }: { kinds: readonly string[]; signal?: AbortSignal },
): Promise<Pruned> {
  return pruneRows(db, {
    table: 'jobs',
    column: 'due_at',
    before: sql`now() - interval '7 days'`,
    where: sql`state = 'RUNNING' and kind = any(${kinds}::text[])`,
    signal,
  });
}
