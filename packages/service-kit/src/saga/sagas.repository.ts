import { type Kysely, type QueryExecutorProvider, sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { pruneRows, type Pruned } from '../databases/prune.ts';
import { LEASE_MS, LeaseLost, type LeasedSaga, type LeaseTable } from './saga.ts';

/** Makes the table `sagas`, or another one for work under leases; for a migration. */
export async function createSagaTable(db: QueryExecutorProvider, table: LeaseTable = 'sagas'): Promise<void> {
  await sql`
    create table ${sql.table(table)} (
      id uuid primary key,
      kind text not null,
      -- the next one
      step text not null,
      state text not null default 'RUNNING' check (state in (${sql.raw(STATES[table])})),
      data jsonb not null,
      -- of this step, that were begun
      attempts integer not null default 0,
      -- when the step may be taken up; while a process holds the lease, when that ends
      due_at timestamptz not null,
      lease_token uuid,
      -- somebody called while a process held the lease
      woken boolean not null default false,
      deadline_at timestamptz,
      last_error text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      finished_at timestamptz
    )`.execute(db);
  const index = (name: string, on: string) => sql.raw(`create index ${table}_${name} on ${table} ${on}`).execute(db);
  await index('due', `(due_at) where state = 'RUNNING'`);
  await index('stuck', `(updated_at) where state = 'STUCK'`);
  await index('finished', `(finished_at) where finished_at is not null`);
}

const STATES: Record<LeaseTable, string> = {
  sagas: `'RUNNING', 'STUCK', 'DONE'`,
  // FAILED: over, without having succeeded
  jobs: `'RUNNING', 'STUCK', 'DONE', 'FAILED'`,
};

export async function dropSagaTable(db: QueryExecutorProvider, table: LeaseTable = 'sagas'): Promise<void> {
  await sql`drop table if exists ${sql.table(table)}`.execute(db);
}

const columnsOf = (table: LeaseTable) => sql`id, lease_token as token, kind, step, data, attempts,
  coalesce(deadline_at <= clock_timestamp(), false) as "isOverdue", ${sql.lit(table)} as "table"`;
const leaseEnd = sql`clock_timestamp() + ${LEASE_MS} * interval '1 millisecond'`;
const leased = (token: string) => sql`lease_token = ${token}, due_at = ${leaseEnd}, woken = false`;

/** Writes a saga, in the transaction that makes it necessary. The caller holds its lease and may run it after the commit. */
export async function startSaga(
  trx: QueryExecutorProvider,
  { id, kind, step, data }: { id: string; kind: string; step: string; data: object },
): Promise<LeasedSaga> {
  const token = randomUUID();
  await sql`
    insert into sagas (id, kind, step, data, attempts, due_at, lease_token)
    values (${id}, ${kind}, ${step}, ${JSON.stringify(data)}::jsonb, 1, ${leaseEnd}, ${token})`.execute(trx);
  return { table: 'sagas', id, token, kind, step, data, attempts: 1, isOverdue: false };
}

/**
 * Takes the leases of up to `limit` sagas that are due. Only steps that this build knows: a newer build may know the others,
 * and until then they are listed as stuck.
 */
export async function leaseDue(
  db: QueryExecutorProvider,
  {
    table = 'sagas',
    kind,
    steps,
    limit,
  }: { table?: LeaseTable; kind: string; steps: readonly string[]; limit: number },
): Promise<LeasedSaga[]> {
  const { rows } = await sql<LeasedSaga>`
    update ${sql.table(table)} set attempts = attempts + 1, ${leased(randomUUID())}
    where id in (
      select id from ${sql.table(table)}
      where state = 'RUNNING' and due_at <= clock_timestamp() and kind = ${kind} and step = any(${steps}::text[])
      order by due_at limit ${limit} for update skip locked)
    returning ${columnsOf(table)}`.execute(db);
  return rows;
}

/** Takes the lease of this saga, if nobody holds it. */
export async function leaseOne(db: QueryExecutorProvider, id: string): Promise<LeasedSaga | null> {
  const { rows } = await sql<LeasedSaga>`
    update sagas set attempts = attempts + 1, ${leased(randomUUID())}
    where id = ${id} and state = 'RUNNING' and (lease_token is null or due_at <= clock_timestamp())
    returning ${columnsOf('sagas')}`.execute(db);
  return rows[0] ?? null;
}

const held = ({ id, token }: LeasedSaga) => sql`id = ${id} and lease_token = ${token} and state = 'RUNNING'`;

/** Makes sure that the lease is held until the transaction ends. @throws LeaseLost */
export async function holdLease(trx: QueryExecutorProvider, saga: LeasedSaga): Promise<void> {
  const { rows } = await sql`select id from sagas where ${held(saga)} for no key update`.execute(trx);
  onlyOne(rows, saga);
}

/** Writes the next step and keeps the lease. @throws LeaseLost */
export async function moveTo(
  trx: QueryExecutorProvider,
  saga: LeasedSaga,
  { step, data = {}, reason = null }: { step: string; data?: Record<string, unknown>; reason?: string | null },
): Promise<LeasedSaga> {
  const { rows } = await sql<LeasedSaga>`
    update ${sql.table(saga.table)} set step = ${step}, data = data || ${JSON.stringify(data)}::jsonb, attempts = 1, deadline_at = null,
           last_error = ${reason}, due_at = ${leaseEnd}, updated_at = now()
    where ${held(saga)} returning ${columnsOf(saga.table)}`.execute(trx);
  return onlyOne(rows, saga);
}

export interface Postponement {
  ms: number;
  /** Whether it counts as a failed attempt. */
  isFailure: boolean;
  reason: string | null;
  deadline?: Date | undefined;
  data?: Record<string, unknown> | undefined;
}

/** Gives the lease back until the step is due again: at once where the saga was woken meanwhile. @throws LeaseLost */
export async function postpone(trx: QueryExecutorProvider, saga: LeasedSaga, later: Postponement): Promise<void> {
  const { ms, isFailure, reason, deadline = null, data = {} } = later;
  const stop = sql`coalesce(deadline_at, ${deadline}::timestamptz)`;
  const due = sql`clock_timestamp() + ${ms} * interval '1 millisecond'`;
  const { rows } = await sql`
    update ${sql.table(saga.table)} set lease_token = null, last_error = ${reason}, updated_at = now(), deadline_at = ${stop},
           attempts = case when ${isFailure} then attempts else 0 end,
           data = data || ${JSON.stringify(data)}::jsonb,
           due_at = case when woken then clock_timestamp()
                         when ${stop} > clock_timestamp() then least(${due}, ${stop})
                         else ${due} end
    where ${held(saga)} returning id`.execute(trx);
  onlyOne(rows, saga);
}

/** @throws LeaseLost */
export async function endSaga(
  trx: QueryExecutorProvider,
  saga: LeasedSaga,
  { state, reason = null }: { state: 'DONE' | 'STUCK' | 'FAILED'; reason?: string | null },
): Promise<void> {
  const { rows } = await sql`
    update ${sql.table(saga.table)} set state = ${state}, lease_token = null, last_error = ${reason}, updated_at = now(),
           finished_at = case when ${state} <> 'STUCK' then now() end
    where ${held(saga)} returning id`.execute(trx);
  onlyOne(rows, saga);
}

function onlyOne<T>([row]: readonly T[], { id }: LeasedSaga): T {
  if (row === undefined) throw new LeaseLost(id);
  return row;
}

/**
 * Something happened that a waiting saga may go on with, `data` tells what. It is due now, or as soon as its owner gives the
 * lease back.
 */
export async function wakeSaga(
  db: QueryExecutorProvider,
  id: string,
  data: Record<string, unknown> = {},
): Promise<void> {
  await sql`
    update sagas set woken = true, due_at = case when lease_token is null then clock_timestamp() else due_at end,
           data = data || ${JSON.stringify(data)}::jsonb
    where id = ${id} and state = 'RUNNING'`.execute(db);
}

export interface StuckSaga {
  id: string;
  kind: string;
  step: string;
  attempts: number;
  reason: string;
  since: Date;
}

/** A saga that nobody took up for so long stands at a step that no running build knows, or no worker runs. */
const OVERDUE_MS = 5 * 60_000;

/** Sagas that a person has to look at, the oldest first. */
export async function listStuck(
  db: QueryExecutorProvider,
  { table = 'sagas', limit, overdueMs = OVERDUE_MS }: { table?: LeaseTable; limit: number; overdueMs?: number },
): Promise<StuckSaga[]> {
  const { rows } = await sql<StuckSaga>`
    select id, kind, step, attempts, updated_at as since,
           case when state = 'STUCK' then coalesce(last_error, 'it failed too often')
             else 'no process took it up: no worker runs, or none knows this step' end as reason
    from ${sql.table(table)}
    where state = 'STUCK'
       or (state = 'RUNNING' and due_at < clock_timestamp() - ${overdueMs} * interval '1 millisecond')
    order by updated_at limit ${limit}`.execute(db);
  return rows;
}

/** Lets a stuck saga try again, or, with `step`, go on there: with its compensation, for example. */
export async function resumeStuck(
  db: QueryExecutorProvider,
  id: string,
  { table = 'sagas', step = null }: { table?: LeaseTable; step?: string | null } = {},
): Promise<boolean> {
  const { rows } = await sql`
    update ${sql.table(table)} set state = 'RUNNING', attempts = 0, due_at = clock_timestamp(), lease_token = null,
           step = coalesce(${step}, step), updated_at = now()
    where id = ${id} and (state = 'STUCK' or (state = 'RUNNING' and due_at < clock_timestamp())) returning id`.execute(
    db,
  );
  return rows.length > 0;
}

/** Deletes sagas that ended more than 30 days ago. Stuck ones stay. */
export async function pruneSagas<DB>(
  db: Kysely<DB>,
  { table = 'sagas', signal }: { table?: LeaseTable; signal?: AbortSignal } = {},
): Promise<Pruned> {
  const before = sql`now() - interval '30 days'`;
  return pruneRows(db, { table, column: 'finished_at', before, signal });
}
