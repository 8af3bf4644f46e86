import { auditEntry, type AuditedChange, type AuditRecorded } from '@quartet/schema/events';
import type { Actor } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { insertAuditEntries } from './audit-entries.repository.ts';

/** Records who changed what in users itself, in the transaction that changes it. */
export async function recordAudit(trx: Db, by: Actor, change: AuditedChange): Promise<void> {
  await insertAuditEntries(trx, [auditEntry(by, change)]);
}

/** Keeps what other subgraphs recorded. */
export async function keepAuditEntries(db: Db, entries: readonly AuditRecorded[]): Promise<void> {
  await insertAuditEntries(db, entries);
}
