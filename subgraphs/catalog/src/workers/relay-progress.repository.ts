import type { ProductId, Broker } from '@quartet/service-kit';
import type { Collection, Db, ResumeToken } from 'mongodb';
import { heldBy, type Lease, type LeaseFields } from '../storage/lease.ts';
import { LeaseLost } from '../storage/run-while-leader.ts';

/** How far the relay has come. */
export interface RelayProgress {
  /** Everything up to here is published. */
  resumeToken?: ResumeToken;
  /** A snapshot of all products that is not finished, and the last product that it published. */
  snapshot?: { after: ProductId | null } | null;
  /** The broker that all of this was published to, and when the last check found nothing lost. */
  store?: Broker & { checkedAt: Date };
  /** Where to go back to if the broker loses its newest entries, oldest first. */
  checkpoints?: RelayCheckpoint[];
  /** The last request for all products (the event's id), and the last one that a snapshot was begun for. */
  snapshotRequested?: string;
  snapshotServed?: string;
}

/** At this time everything up to the token was published. */
export interface RelayCheckpoint {
  resumeToken: ResumeToken;
  at: Date;
}

/** The relay's one document: its lease and its progress. */
export interface RelayDocument extends LeaseFields, RelayProgress {
  /** What an earlier release called the checkpoints, the requested and the served snapshot. */
  places?: RelayCheckpoint[];
  wanted?: string;
  answered?: string;
}

export const RELAY_ID = 'catalog';

export function relays(db: Db): Collection<RelayDocument> {
  return db.collection<RelayDocument>('relays');
}

export async function readProgress(db: Db): Promise<RelayProgress> {
  const document = await relays(db).findOne({ _id: RELAY_ID });
  if (document?.places === undefined && document?.wanted === undefined) return document ?? {};
  await renameFields(db, document);
  return readProgress(db);
}

/** During an update, processes of the earlier release may still write the former names. */
async function renameFields(db: Db, { places, checkpoints, wanted, answered }: RelayDocument): Promise<void> {
  if (places !== undefined) {
    // If both releases wrote checkpoints in turns, neither list is complete: without one, a loss leads to a snapshot.
    const merged = checkpoints === undefined ? places : [];
    await relays(db).updateOne({ _id: RELAY_ID }, { $set: { checkpoints: merged }, $unset: { places: '' } });
  }
  if (wanted !== undefined) {
    const isOpen = wanted !== answered;
    // Only if no newer request has come since.
    await relays(db).updateOne(
      { _id: RELAY_ID, wanted },
      { ...(isOpen && { $set: { snapshotRequested: wanted } }), $unset: { wanted: '', answered: '' } },
    );
  }
}

/** @throws LeaseLost where another process holds the lease now; nothing is written then */
export async function saveProgress(db: Db, lease: Lease, progress: Partial<RelayProgress>): Promise<void> {
  const { matchedCount } = await relays(db).updateOne(heldBy(lease), { $set: progress });
  if (matchedCount === 0) throw new LeaseLost('Another process has taken over');
}

/** Makes the relay publish all products again, for the request with this id. Before its first start it does so anyway. */
export async function requestSnapshot(db: Db, requestId: string): Promise<void> {
  await relays(db).updateOne({ _id: RELAY_ID }, { $set: { snapshotRequested: requestId } });
}
