import { outsideRequestScope } from '../../databases/database-calls.ts';
import { type QueryExecutorProvider, sql } from 'kysely';
import type { AnyEventOf, EventContract, EventMap } from '../contract.ts';

/** The NOTIFY channel that wakes the relays of a database. */
export const OUTBOX_CHANNEL = 'outbox';

/** Creates the table `outbox`; for a migration. */
export async function createOutboxTable(db: QueryExecutorProvider): Promise<void> {
  await sql`
    create table outbox (
      id uuid primary key,
      stream text not null,
      event jsonb not null,
      created_at timestamptz not null default now(),
      published_at timestamptz
    )`.execute(db);
  // The relay's index holds only unpublished rows, so it stays small however much history is kept.
  await sql`create index outbox_unpublished on outbox (stream, id) where published_at is null`.execute(db);
  await sql`create index outbox_published on outbox (published_at) where published_at is not null`.execute(db);
}

/** Drops the table. */
export async function dropOutboxTable(db: QueryExecutorProvider): Promise<void> {
  await sql`drop table if exists outbox`.execute(db);
}

/**
 * Writes events into the outbox, in the transaction that makes them true: both become visible or neither. After the
 * commit, call `wakeOutbox`. With `targetGroup` the events are for that one group, which requested that they be
 * republished: they are sent behind live events.
 */
export async function appendToOutbox<Events extends EventMap>(
  trx: QueryExecutorProvider,
  { streamOf }: Pick<EventContract<Events>, 'streamOf'>,
  events: readonly AnyEventOf<Events>[],
  o: { targetGroup?: string } = {},
): Promise<void> {
  if (events.length === 0) return;
  const rows = JSON.stringify(events.map((event) => ({ id: event.id, stream: streamOf[event.type], event })));
  await sql`
    insert into outbox (id, stream, event, only_group, republished)
    select (r->>'id')::uuid, r->>'stream', r->'event', ${o.targetGroup ?? null}, ${o.targetGroup !== undefined}
    from jsonb_array_elements(${rows}::jsonb) r`.execute(trx);
}

/** The most rows that are counted. */
const COUNTED_AT_MOST = 100_000;

export interface OutboxBacklog {
  /** Live events that are not published yet. */
  rows: number;
  /** The age of the oldest of them. */
  oldestSeconds: number;
  /** Republished events, which wait until there is room for them beside the live ones. */
  republished: number;
}

/** What a stream's relays still have to send, up to 100,000 of each kind. */
export async function outboxBacklog(db: QueryExecutorProvider, stream: string): Promise<OutboxBacklog> {
  const waiting = (republished: boolean, columns: string) => sql`
    select ${sql.raw(columns)} from outbox
    where stream = ${stream} and published_at is null and republished = ${republished}
    order by id`;
  const { rows } = await sql<OutboxBacklog>`
    select (select count(*) from (${waiting(false, '')} limit ${COUNTED_AT_MOST}) t)::int as rows,
           (select count(*) from (${waiting(true, '')} limit ${COUNTED_AT_MOST}) t)::int as republished,
           coalesce((
             select extract(epoch from now() - min(created_at)) from (${waiting(false, 'created_at')} limit 1000) t
           ), 0)::float8 as "oldestSeconds"`.execute(db);
  return rows[0] ?? { rows: 0, oldestSeconds: 0, republished: 0 };
}

/**
 * Notifies the relays that there is something to send. Call it after the commit, with the database and not a
 * transaction: a NOTIFY inside a transaction makes all commits wait for each other. Concurrent calls are merged into
 * one NOTIFY. Never fails: a lost notification costs at most the relay's poll interval of one second.
 */
export function wakeOutbox(db: QueryExecutorProvider): void {
  const state = wakes.get(db) ?? { running: false, again: false };
  wakes.set(db, state);
  if (state.running) {
    state.again = true;
    return;
  }
  state.running = true;
  // One call for all that were committed meanwhile: it belongs to none of their requests.
  setImmediate(() => outsideRequestScope(() => void notify(db, state)));
}

interface Wake {
  running: boolean;
  again: boolean;
}
const wakes = new WeakMap<QueryExecutorProvider, Wake>();

async function notify(db: QueryExecutorProvider, state: Wake): Promise<void> {
  do {
    state.again = false;
    try {
      await sql`select pg_notify(${OUTBOX_CHANNEL}, '')`.execute(db);
    } catch {
      // The relay polls as well.
    }
  } while (state.again);
  state.running = false;
}
