import type { Redis } from 'ioredis';
import { sql } from 'kysely';
import type { Kysely, QueryExecutorProvider } from 'kysely';
import type { Logger } from '../../process/log.ts';
import { dataLossOf, readBroker } from '../broker.ts';
import type { DataLoss, Broker } from '../broker.ts';

/** So many rows are marked in one transaction, some 30 ms of work. */
const ROWS_PER_BATCH = 1_000;
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
  await addRepublishing(db);
}

/** Adds what was not there at first: republished rows are sent behind live ones, and are marked bit by bit. */
export async function addRepublishing(db: QueryExecutorProvider): Promise<void> {
  await sql`alter table outbox add column if not exists republished boolean not null default false`.execute(db);
  // In the order in which the relay takes them. It holds only what is still to be sent, as its predecessor did.
  await sql`
    create index if not exists outbox_to_send on outbox (stream, republished, id) where published_at is null`.execute(
    db,
  );
  await sql`drop index if exists outbox_unpublished`.execute(db);
  // Rows that were published between these times are still to be marked; no end, no resend under way.
  await sql`alter table outbox_stores add column if not exists resend_since timestamptz`.execute(db);
  await sql`alter table outbox_stores add column if not exists resend_until timestamptz`.execute(db);
}

/** Takes it away again. */
export async function dropOutboxStores(db: QueryExecutorProvider): Promise<void> {
  await sql`drop table if exists outbox_stores`.execute(db);
  await sql`alter table outbox drop column if exists only_group`.execute(db);
  await sql`create index if not exists outbox_unpublished on outbox (stream, id) where published_at is null`.execute(
    db,
  );
  await sql`alter table outbox drop column if exists republished`.execute(db);
}

interface Kept extends Broker {
  checkedAt: Date;
}

/** Looks whether the store has lost something, and marks all that is to be sent again. */
export async function resendAfterBrokerLoss<DB>(o: {
  db: Kysely<DB>;
  redis: Redis;
  stream: string;
  log: Logger;
}): Promise<DataLoss> {
  const loss = await noteDataLoss(o);
  while (await resetPublished(o.db, o.stream));
  return loss;
}

/**
 * Looks whether the store has lost something, and if so notes which rows are to be sent again: all that are still there
 * for a store that was emptied or is new, else those of the fifteen minutes before the store was last seen whole. It is
 * one transaction with the note of the store as it is now, so a relay that dies before its end has done nothing, and one
 * that dies after it leaves the note to the next. `resetPublished` then marks them.
 * @throws the database's or the broker's error
 */
export async function noteDataLoss<DB>(o: {
  db: Kysely<DB>;
  redis: Redis;
  stream: string;
  log: Logger;
}): Promise<DataLoss> {
  const { kept, now } = await readKept(o.db, o.stream);
  const found = await readBroker(o.redis, o.stream);
  if (kept && dataLossOf(kept, found) === 'none') {
    if (now.getTime() - kept.checkedAt.getTime() >= NOTE_EVERY_MS) await noteCheck(o.db, o.stream, found, now);
    return 'none';
  }
  return o.db.transaction().execute(async (trx) => {
    // Waits for the batches that are on their way: what they sent to the lost store is marked as sent by then.
    await sql`select pg_advisory_xact_lock(hashtext('outbox'), hashtext(${o.stream}))`.execute(trx);
    const { kept, now } = await readKept(trx, o.stream);
    const found = await readBroker(o.redis, o.stream);
    const loss = dataLossOf(kept, found);
    if (loss === 'none') return loss;
    const since = loss === 'tail' && kept ? sql`${kept.checkedAt}::timestamptz - interval '15 minutes'` : sql`null`;
    // One that is still under way is made wider. Without a beginning it is everything.
    const { rows } = await sql<{ any: boolean }>`
      insert into outbox_stores as s (stream, run_id, marker, checked_at, resend_since, resend_until)
      values (${o.stream}, ${found.runId}, ${found.marker}, ${now}, ${since}, clock_timestamp())
      on conflict (stream) do update
        set run_id = excluded.run_id, marker = excluded.marker, checked_at = excluded.checked_at,
            resend_since = case
              when s.resend_until is null then excluded.resend_since
              when s.resend_since is null or excluded.resend_since is null then null
              else least(s.resend_since, excluded.resend_since) end,
            resend_until = excluded.resend_until
      returning exists (
        select from outbox
        where stream = ${o.stream} and published_at >= coalesce(s.resend_since, '-infinity')) as "any"`.execute(trx);
    // A restart is everyday business; a store that was emptied is not.
    const level = loss === 'all' && kept ? 'warn' : 'info';
    if (rows[0]?.any) o.log[level]({ stream: o.stream, loss }, 'the store may have lost events: they are sent again');
    return loss;
  });
}

/**
 * Marks the next rows of a resend as to be sent, behind live ones; answers whether there may be more. Each batch is
 * committed by itself, and what was sent since the loss was noted is not touched. One process does it at a time.
 */
export async function resetPublished<DB>(db: Kysely<DB>, stream: string): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ since: Date | null; until: Date; mine: boolean }>`
      select resend_since as since, resend_until as until,
             pg_try_advisory_xact_lock(hashtext('outbox-resend'), hashtext(${stream})) as mine
      from outbox_stores where stream = ${stream} and resend_until is not null`.execute(trx);
    const [resend] = rows;
    if (!resend?.mine) return false;
    const range = sql`
      s.stream = ${stream} and o.stream = s.stream
      and o.published_at <= s.resend_until and o.published_at >= coalesce(s.resend_since, '-infinity')`;
    const { numAffectedRows } = await sql`
      update outbox set published_at = null, republished = true where id in (
        select o.id from outbox o, outbox_stores s where ${range}
        order by o.published_at limit ${ROWS_PER_BATCH} for update of o)`.execute(trx);
    if ((numAffectedRows ?? 0n) > 0n) return true;
    await sql`
      update outbox_stores s set resend_since = null, resend_until = null
      where s.stream = ${stream} and not exists (select from outbox o where ${range})`.execute(trx);
    return false;
  });
}

/** Held by each batch while it is sent, shared with the others; see noteDataLoss. */
export async function lockAgainstResend(trx: QueryExecutorProvider, stream: string): Promise<void> {
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

async function noteCheck(db: QueryExecutorProvider, stream: string, store: Broker, at: Date): Promise<void> {
  await sql`
    update outbox_stores set checked_at = ${at}
    where stream = ${stream} and run_id = ${store.runId} and marker = ${store.marker} and checked_at < ${at}`.execute(
    db,
  );
}
