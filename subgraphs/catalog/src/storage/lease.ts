import { isUniqueViolation } from '@quartet/service-kit';
import type { Collection, Db } from 'mongodb';

/** The fields of a document that carries a lease; the rest of the document belongs to the holder. */
export interface LeaseFields {
  _id: string;
  owner: string | null;
  until: Date;
  /** Raised by every take-over, so that writes of a former holder do not match. */
  fence: number;
}

export interface Lease {
  id: string;
  owner: string;
  fence: number;
}

/** The database's clock, so that processes with different clocks agree on when a lease ends. */
export async function databaseTime(db: Db): Promise<number> {
  const { localTime } = await db.command({ hello: 1 });
  return localTime instanceof Date ? localTime.getTime() : Date.now();
}

/** Acquires the lease for `ms` milliseconds; null while another process holds it. */
export async function acquireLease<T extends LeaseFields>(
  db: Db,
  collection: Collection<T>,
  lease: { id: string; owner: string; ms: number },
): Promise<Lease | null> {
  const leases = collection as unknown as Collection<LeaseFields>;
  const now = await databaseTime(db);
  // The conditional update below decides; creating the document first avoids an upsert there.
  await leases
    .updateOne({ _id: lease.id }, { $setOnInsert: { owner: null, until: new Date(0), fence: 0 } }, { upsert: true })
    .catch((error: unknown) => {
      if (!isUniqueViolation(error)) throw error;
    });
  const taken = await leases.findOneAndUpdate(
    { _id: lease.id, until: { $lte: new Date(now) } },
    { $set: { owner: lease.owner, until: new Date(now + lease.ms) }, $inc: { fence: 1 } },
    { returnDocument: 'after' },
  );
  return taken ? { id: lease.id, owner: lease.owner, fence: taken.fence } : null;
}

/** A filter for writes that may happen only while the lease is still ours. */
export function heldBy(lease: Lease): { _id: string; owner: string; fence: number } {
  return { _id: lease.id, owner: lease.owner, fence: lease.fence };
}

/** Renews the lease; false if it was lost. */
export async function renewLease<T extends LeaseFields>(
  db: Db,
  collection: Collection<T>,
  lease: Lease,
  ms: number,
): Promise<boolean> {
  const leases = collection as unknown as Collection<LeaseFields>;
  const until = new Date((await databaseTime(db)) + ms);
  const { matchedCount } = await leases.updateOne(heldBy(lease), { $set: { until } });
  return matchedCount === 1;
}

/** Releases the lease, so that the next holder need not wait for its end. */
export async function releaseLease<T extends LeaseFields>(collection: Collection<T>, lease: Lease): Promise<void> {
  const leases = collection as unknown as Collection<LeaseFields>;
  await leases.updateOne(heldBy(lease), { $set: { owner: null, until: new Date(0) } });
}
