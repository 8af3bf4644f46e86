import type { Generated, JSONColumnType } from 'kysely';

type Snapshot = JSONColumnType<Record<string, unknown>> | null;

/** Rows are added and never changed: the database refuses it. */
export interface AuditEntriesTable {
  id: string;
  at: Date;
  actor_id: string | null;
  actor_role: string | null;
  command: string | null;
  action: string;
  subject: string;
  before: Snapshot;
  after: Snapshot;
  address: string | null;
  request_id: string | null;
  recorded_at: Generated<Date>;
}
