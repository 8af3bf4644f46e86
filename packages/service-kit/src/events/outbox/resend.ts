import type { Redis } from 'ioredis';
import { type Kysely, type QueryExecutorProvider, sql } from 'kysely';
import type { Logger } from '../../process/log.ts';
import { type Broker, type DataLoss, dataLossOf, readBroker } from '../broker.ts';

/** How many rows one transaction marks, in some 30 ms. */
const ROWS_PER_BATCH = 1_000;
/** The time of the last check is saved this often at most. */
const NOTE_EVERY_MS = 30_000;

/** Adds to the outbox what resending needs; for a migration. */
export async function createOutboxStores(db: QueryExecutorProvider): Promise<void> {
  await sql`alter table outbox add column only_group text`.execute(db);
  await sql`
    create table outbox_stores (
      stream text primary key,
      -- the broker that the stream lies at, as of the last check by a relay
      run_id text not null,
      marker text not null,
      checked_at timestamptz not null
    )`.execute(db);
  await addRepublishing(db);
}

/** Adds what sending republished rows behind live ones, and marking them in batches, needs; for a migration. */
export async function addRepublishing(db: QueryExecutorProvider): Promise<void> {
  await sql`alter table outbox add column if not exists republished boolean not null default false`.execute(db);
  // In the order in which the relay takes the rows. Like the index it replaces, it holds only unpublished rows.
  await sql`
    create index if not exists outbox_to_send on outbox (stream, republished, id) where published_at is null`.execute(
    db,
  );
  await sql`drop index if exists outbox_unpublished`.execute(db);
  // Rows that were published between these times are still to be marked. Without an end no resend is under way.
  await sql`alter table outbox_stores add column if not exists resend_since timestamptz`.execute(db);
  await sql`alter table outbox_stores add column if not exists resend_until timestamptz`.execute(db);
}

/** Reverts both; for a migration. */
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

/** Checks the broker for data loss and marks all rows that are to be resent. */
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
 * Checks the broker for data loss and, if there is any, records which rows are to be resent: all that still exist if
 * the broker was emptied or replaced; if only its run id changed, those of the 15 minutes before the last successful
 * check. The same transaction saves the broker's identity, so a relay that dies before the commit has done nothing, and
 * one that dies after it leaves the record to the next relay. `resetPublished` then marks the rows.
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
    // Waits for the batches under way: by then the rows that they sent to the previous broker are marked as published.
    await sql`select pg_advisory_xact_lock(hashtext('outbox'), hashtext(${o.stream}))`.execute(trx);
    const { kept, now } = await readKept(trx, o.stream);
    const found = await readBroker(o.redis, o.stream);
    const loss = dataLossOf(kept, found);
    if (loss === 'none') return loss;
    const since = loss === 'tail' && kept ? sql`${kept.checkedAt}::timestamptz - interval '15 minutes'` : sql`null`;
    // A resend that is still under way is extended. Without a beginning it covers everything.
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
    // A restart is normal operation; an emptied broker is not.
    const level = loss === 'all' && kept ? 'warn' : 'info';
    if (rows[0]?.any) o.log[level]({ stream: o.stream, loss }, 'the broker may have lost events: they are resent');
    return loss;
  });
}

/**
 * Marks the next rows of a resend as unpublished, to be sent behind live ones, and returns whether there may be more.
 * Each batch is its own transaction, and rows that were sent after the loss was recorded are not touched. One process
 * does it at a time.
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

/** A shared lock that each batch holds while it is sent; see noteDataLoss. */
export async function lockAgainstResend(trx: QueryExecutorProvider, stream: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtext('outbox'), hashtext(${stream}))`.execute(trx);
}

async function readKept(db: QueryExecutorProvider, stream: string): Promise<{ kept: Kept | null; now: Date }> {
  const { rows } = await sql<{ now: Date; runId: string | null; marker: string | null; checkedAt: Date | null }>`
    select t.now, s.run_id as "runId", s.marker, s.checked_at as "checkedAt"
    from (select clock_timestamp() as now) t left join outbox_stores s on s.stream = ${stream}`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('PostgreSQL did not return a row');
  const { now, runId, marker, checkedAt } = row;
  if (runId === null || marker === null || checkedAt === null) return { kept: null, now };
  return { kept: { runId, marker, checkedAt }, now };
}

async function noteCheck(db: QueryExecutorProvider, stream: string, broker: Broker, at: Date): Promise<void> {
  await sql`
    update outbox_stores set checked_at = ${at}
    where stream = ${stream} and run_id = ${broker.runId} and marker = ${broker.marker} and checked_at < ${at}`.execute(
    db,
  );
}
