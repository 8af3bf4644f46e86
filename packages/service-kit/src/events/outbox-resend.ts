import type { Redis } from 'ioredis';
import { sql } from 'kysely';
import type { Kysely, QueryExecutorProvider } from 'kysely';
import type { Logger } from '../log.ts';
import { lossOf, readStore } from './store.ts';
import type { Loss, Store } from './store.ts';

const ROWS_PER_STATEMENT = 5_000;
/** The time of the last look is written down this often at most. */
const NOTE_EVERY_MS = 30_000;

/** Adds to the outbox what sending again needs; for a migration. */
export async function createOutboxStores(db: QueryExecutorProvider): Promise<void> {
  await sql`alter table outbox add column only_group text`.execute(db);
  await sql`
    create table outbox_stores (
      stream text primary key,
      -- the store that the stream lies in, as it was when a relay last looked
      run_id text not null,
      marker text not null,
      checked_at timestamptz not null
    )`.execute(db);
}

/** Takes it away again. */
export async function dropOutboxStores(db: QueryExecutorProvider): Promise<void> {
  await sql`drop table if exists outbox_stores`.execute(db);
  await sql`alter table outbox drop column if exists only_group`.execute(db);
}

interface Kept extends Store {
  checkedAt: Date;
}

/**
 * Looks whether the store has lost something, and if so marks what was sent as to be sent again: all rows that are still
 * there for a store that was emptied or is new, else those of the fifteen minutes before the store was last seen whole.
 * It is one transaction with the note of the store as it is now, so a relay that dies in between has done nothing.
 * @throws the database's or the broker's error
 */
export async function sendAgainWhatWasLost<DB>(o: {
  db: Kysely<DB>;
  redis: Redis;
  stream: string;
  log: Logger;
}): Promise<Loss> {
  const { kept, now } = await readKept(o.db, o.stream);
  const found = await readStore(o.redis, o.stream);
  if (kept && lossOf(kept, found) === 'none') {
    if (now.getTime() - kept.checkedAt.getTime() >= NOTE_EVERY_MS) await noteCheck(o.db, o.stream, found, now);
    return 'none';
  }
  return o.db.transaction().execute(async (trx) => {
    // Waits for the batches that are on their way: what they sent to the lost store is marked as sent by then.
    await sql`select pg_advisory_xact_lock(hashtext('outbox'), hashtext(${o.stream}))`.execute(trx);
    const { kept, now } = await readKept(trx, o.stream);
    const found = await readStore(o.redis, o.stream);
    const loss = lossOf(kept, found);
    if (loss === 'none') return loss;
    const rows = await markUnsent(trx, o.stream, loss === 'tail' ? (kept?.checkedAt ?? null) : null);
    await sql`
      insert into outbox_stores (stream, run_id, marker, checked_at)
      values (${o.stream}, ${found.runId}, ${found.marker}, ${now})
      on conflict (stream) do update
        set run_id = excluded.run_id, marker = excluded.marker, checked_at = excluded.checked_at`.execute(trx);
    // A restart is everyday business; a store that was emptied is not.
    const level = loss === 'all' && kept ? 'warn' : 'info';
    if (rows > 0) o.log[level]({ stream: o.stream, loss, rows }, 'the store may have lost events: they are sent again');
    return loss;
  });
}

/** Held by each batch while it is sent, shared with the others; see sendAgainWhatWasLost. */
export async function holdOffResend(trx: QueryExecutorProvider, stream: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtext('outbox'), hashtext(${stream}))`.execute(trx);
}

async function readKept(db: QueryExecutorProvider, stream: string): Promise<{ kept: Kept | null; now: Date }> {
  const { rows } = await sql<{ now: Date; runId: string | null; marker: string | null; checkedAt: Date | null }>`
    select t.now, s.run_id as "runId", s.marker, s.checked_at as "checkedAt"
    from (select clock_timestamp() as now) t left join outbox_stores s on s.stream = ${stream}`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('PostgreSQL did not answer a row');
  const { now, runId, marker, checkedAt } = row;
  if (runId === null || marker === null || checkedAt === null) return { kept: null, now };
  return { kept: { runId, marker, checkedAt }, now };
}

async function noteCheck(db: QueryExecutorProvider, stream: string, store: Store, at: Date): Promise<void> {
  await sql`
    update outbox_stores set checked_at = ${at}
    where stream = ${stream} and run_id = ${store.runId} and marker = ${store.marker} and checked_at < ${at}`.execute(
    db,
  );
}

/** In small statements, so that a day's rows do not meet the time limit of one. */
async function markUnsent(trx: QueryExecutorProvider, stream: string, wholeAt: Date | null): Promise<number> {
  const since = wholeAt === null ? sql`` : sql`and published_at >= ${wholeAt}::timestamptz - interval '15 minutes'`;
  let marked = 0;
  for (;;) {
    const { numAffectedRows } = await sql`
      update outbox set published_at = null where id in (
        select id from outbox where stream = ${stream} and published_at is not null ${since}
        limit ${ROWS_PER_STATEMENT})`.execute(trx);
    const rows = Number(numAffectedRows ?? 0n);
    marked += rows;
    if (rows < ROWS_PER_STATEMENT) return marked;
  }
}
