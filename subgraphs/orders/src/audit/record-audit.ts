import { auditEntry, eventContract, newEvent, type AuditedChange } from '@quartet/schema/events';
import { appendToOutbox, type Actor } from '@quartet/service-kit';
import type { Trx } from '../database.ts';

/**
 * Records who changed what, in the transaction that changes it: users keeps the audit, and gets the entry through the outbox.
 * Every mutation of staff calls it. After the commit, call `wakeOutbox`.
 */
export async function recordAudit(trx: Trx, by: Actor, change: AuditedChange): Promise<void> {
  const entry = auditEntry(by, change);
  const event = newEvent('audit.recorded', { source: '/orders', subject: entry.entryId, version: 1, data: entry });
  await appendToOutbox(trx, eventContract, [event]);
}
