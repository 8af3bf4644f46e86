import type { ProductId } from '@quartet/service-kit';
import type { Collection, Db, ResumeToken } from 'mongodb';
import { heldBy, type Lease, type LeaseFields } from '../storage/lease.ts';

/** The relay's one document: its lease, and how far it has come. */
export interface RelayDocument extends LeaseFields {
  /** Everything up to here is published. */
  resumeToken?: ResumeToken;
  /** A walk through all products that is not finished, and the last one it published. */
  snapshot?: { after: ProductId | null } | null;
}

export const RELAY_ID = 'catalog';

export function relays(db: Db): Collection<RelayDocument> {
  return db.collection<RelayDocument>('relays');
}

/** The lease went to another process: whatever this one still had in hand is that one's now. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

export async function readProgress(db: Db): Promise<Pick<RelayDocument, 'resumeToken' | 'snapshot'>> {
  return (await relays(db).findOne({ _id: RELAY_ID })) ?? {};
}

/** @throws LeaseLost where the lease is another's by now; nothing is written then */
export async function saveProgress(
  db: Db,
  lease: Lease,
  progress: Partial<Pick<RelayDocument, 'resumeToken' | 'snapshot'>>,
): Promise<void> {
  const { matchedCount } = await relays(db).updateOne(heldBy(lease), { $set: progress });
  if (matchedCount === 0) throw new LeaseLost('Another relay has taken over');
}
