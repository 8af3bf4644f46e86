import { setTimeout as wait } from 'node:timers/promises';
import { AppError, newId } from '@quartet/service-kit';
import type { Db } from 'mongodb';
import { acquireLease, releaseLease, renewLease, type LeaseFields } from './lease.ts';

const LEASE_MS = 15_000;
const MAX_WAIT_MS = 60_000;

/**
 * Runs `run` while no other process runs anything under the same name.
 * @throws AppError SERVICE_UNAVAILABLE if the lock is not free within a minute
 */
export async function withLock<T>(db: Db, name: string, run: () => Promise<T>): Promise<T> {
  const locks = db.collection<LeaseFields>('locks');
  const owner: string = newId();
  const deadline = Date.now() + MAX_WAIT_MS;
  let lease = await acquireLease(db, locks, { id: name, owner, ms: LEASE_MS });
  while (lease === null) {
    if (Date.now() > deadline) {
      throw new AppError('SERVICE_UNAVAILABLE', `Another process has been busy with ${name} for too long`);
    }
    await wait(50);
    lease = await acquireLease(db, locks, { id: name, owner, ms: LEASE_MS });
  }
  const held = lease;
  // A failed renewal is harmless: the next one comes well before the lease ends.
  const renewal = setInterval(() => void renewLease(db, locks, held, LEASE_MS).catch(() => false), LEASE_MS / 4);
  try {
    return await run();
  } finally {
    clearInterval(renewal);
    await releaseLease(locks, held);
  }
}
