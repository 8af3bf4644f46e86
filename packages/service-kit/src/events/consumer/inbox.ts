import { type Kysely, type QueryExecutorProvider, sql } from 'kysely';
import { type Pruned, pruneRows } from '../../databases/prune.ts';
import type { CloudEvent } from '../envelope.ts';

/** Creates the table `inbox`; for a migration. */
export async function createInboxTable(db: QueryExecutorProvider): Promise<void> {
  await sql`
    create table inbox (
      consumer text not null,
      event_id uuid not null,
      handled_at timestamptz not null default now(),
      primary key (consumer, event_id)
    )`.execute(db);
  await sql`create index inbox_handled_at on inbox (handled_at)`.execute(db);
}

/** Drops the table. */
export async function dropInboxTable(db: QueryExecutorProvider): Promise<void> {
  await sql`drop table if exists inbox`.execute(db);
}

/**
 * Records that `consumer` has handled the event. Call it first in the transaction that handles the event, and do
 * nothing more where it returns false: the event was handled before. A second process with the same event waits here
 * until the first one commits or rolls back.
 */
export async function handleOnce(
  trx: QueryExecutorProvider,
  consumer: string,
  event: Pick<CloudEvent, 'id'>,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into inbox (consumer, event_id) values (${consumer}, ${event.id}::uuid)
    on conflict do nothing`.execute(trx);
  return (numAffectedRows ?? 0n) > 0n;
}

/** Whether `consumer` has handled the event; for work in several transactions, of which the last calls `handleOnce`. */
export async function wasHandled(
  db: QueryExecutorProvider,
  consumer: string,
  event: Pick<CloudEvent, 'id'>,
): Promise<boolean> {
  const { rows } = await sql`
    select from inbox where consumer = ${consumer} and event_id = ${event.id}::uuid`.execute(db);
  return rows.length > 0;
}

/** Deletes records of events that are too old to be delivered again (default: 30 days), in batches. */
export async function pruneInbox<DB>(
  db: Kysely<DB>,
  { olderThanDays = 30, signal }: { olderThanDays?: number; signal?: AbortSignal } = {},
): Promise<Pruned> {
  const before = sql`now() - make_interval(days => ${olderThanDays})`;
  return pruneRows(db, { table: 'inbox', column: 'handled_at', before, signal });
}
