import type { ProductId, Store } from '@quartet/service-kit';
import type { Collection, Db, ResumeToken } from 'mongodb';
import { heldBy, type Lease, type LeaseFields } from '../storage/lease.ts';

/** The relay's one document: its lease, and how far it has come. */
export interface RelayDocument extends LeaseFields {
  /** Everything up to here is published. */
  resumeToken?: ResumeToken;
  /** A walk through all products that is not finished, and the last one it published. */
  snapshot?: { after: ProductId | null } | null;
  /** The store that all of this was published to, and when it was last seen whole. */
  store?: Store & { checkedAt: Date };
  /** Where to go back to should the store lose its newest entries, oldest first. */
  places?: RelayCheckpoint[];
  /** The last request for all products (the event's id), and the last one that a snapshot was begun for. */
  wanted?: string;
  answered?: string;
}

/** At this time everything up to the token was published. */
export interface RelayCheckpoint {
  resumeToken: ResumeToken;
  at: Date;
}

type Progress = Omit<RelayDocument, keyof LeaseFields>;

export const RELAY_ID = 'catalog';

export function relays(db: Db): Collection<RelayDocument> {
  return db.collection<RelayDocument>('relays');
}

/** The lease went to another process: whatever this one still had in hand is that one's now. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

export async function readProgress(db: Db): Promise<Progress> {
  return (await relays(db).findOne({ _id: RELAY_ID })) ?? {};
}

/** @throws LeaseLost where the lease is another's by now; nothing is written then */
export async function saveProgress(db: Db, lease: Lease, progress: Progress): Promise<void> {
  const { matchedCount } = await relays(db).updateOne(heldBy(lease), { $set: progress });
  if (matchedCount === 0) throw new LeaseLost('Another relay has taken over');
}

/** Makes the relay publish all products again, for the request with this id. Before its first start it does so anyway. */
export async function requestSnapshot(db: Db, request: string): Promise<void> {
  await relays(db).updateOne({ _id: RELAY_ID }, { $set: { wanted: request } });
}
