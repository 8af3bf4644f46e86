import { createHash } from 'node:crypto';
import { type Actor, newId } from '@quartet/service-kit';
import { AUDIT_LIMITS } from '../limits.ts';
import type { AuditRecorded } from './payloads.ts';

export interface AuditedChange {
  /** Such as tax_rate.saved. */
  action: string;
  /** What was changed, such as tax_rate:DE/BY/STANDARD. */
  subject: string;
  /** null: it did not exist. */
  before: object | null;
  /** null: it does not exist any more. */
  after: object | null;
}

/** Fields of these names never enter the audit, however they got into a snapshot. */
const SECRET = /password|secret|token|credential|private|hash$/i;

/** An entry of the audit about a change that is made now. It is bounded in size and has no secrets. */
export function auditEntry(by: Actor, change: AuditedChange): AuditRecorded {
  const { address, requestId } = by.kind === 'user' ? by : { address: null, requestId: null };
  return {
    entryId: newId(),
    at: new Date().toISOString(),
    actor: by.kind === 'user' ? { kind: by.kind, userId: by.userId, role: by.role } : by,
    action: change.action,
    subject: change.subject.slice(0, AUDIT_LIMITS.subject),
    before: snapshotOf(change.before),
    after: snapshotOf(change.after),
    address: address?.slice(0, AUDIT_LIMITS.address) ?? null,
    requestId: requestId?.slice(0, AUDIT_LIMITS.requestId) ?? null,
  };
}

/** A copy without secrets. Where it is too large, of each large field only size and hash are kept: enough to compare. */
function snapshotOf(value: object | null): Record<string, unknown> | null {
  if (value === null) return null;
  const text = JSON.stringify(value, (key: string, field: unknown) => (SECRET.test(key) ? undefined : field));
  const copy = JSON.parse(text) as Record<string, unknown>;
  if (Buffer.byteLength(text) <= AUDIT_LIMITS.snapshotBytes) return copy;
  const short = Object.fromEntries(Object.entries(copy).map(([name, field]) => [name, shortened(field)]));
  return Buffer.byteLength(JSON.stringify(short)) <= AUDIT_LIMITS.snapshotBytes ? short : { all: omitted(text) };
}

function shortened(field: unknown): unknown {
  const text = JSON.stringify(field);
  return Buffer.byteLength(text) <= AUDIT_LIMITS.fieldBytes ? field : omitted(text);
}

const omitted = (text: string) => {
  return { omittedBytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') };
};
