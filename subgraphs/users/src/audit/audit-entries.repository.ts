import type { AuditRecorded } from '@quartet/schema/events';
import { pruneRows, type Pruned } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db } from '../database.ts';

const KEPT_DAYS = 730;

/** Adds entries that are not there yet, in one statement. One that comes again changes nothing. */
export async function insertAuditEntries(db: Db, entries: readonly AuditRecorded[]): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map(({ entryId, actor, requestId, ...entry }) => ({
    id: entryId,
    actor_id: actor.kind === 'user' ? actor.userId : null,
    actor_role: actor.kind === 'user' ? actor.role : null,
    command: actor.kind === 'operator' ? actor.command : null,
    request_id: requestId,
    ...entry,
  }));
  await sql`
    insert into audit_entries
      (id, at, actor_id, actor_role, command, action, subject, before, after, address, request_id)
    select id, at, actor_id, actor_role, command, action, subject, before, after, address, request_id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as entry (
      id uuid, at timestamptz, actor_id uuid, actor_role text, command text, action text, subject text,
      before jsonb, after jsonb, address text, request_id text)
    on conflict do nothing`.execute(db);
}

/** Deletes entries of more than two years ago, in batches. */
export function pruneAuditEntries(db: Db, signal?: AbortSignal): Promise<Pruned> {
  const before = sql`now() - make_interval(days => ${KEPT_DAYS})`;
  return pruneRows(db, { table: 'audit_entries', column: 'at', before, signal });
}
