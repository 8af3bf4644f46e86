import { backoffMs, newId, pause, type Logger } from '@quartet/service-kit';
import type { Collection, Db } from 'mongodb';
import { acquireLease, releaseLease, renewLease, type Lease, type LeaseFields } from './lease.ts';

const MAX_BACKOFF_MS = 2_000;

/** Another process holds the lease now and continues the work. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/**
 * Runs `work` in one process at a time, until the signal is raised: the process that holds the lease works, the others
 * wait to take over. After an error it tries again. The signal that `work` gets is raised as soon as the lease is lost.
 */
export async function runWhileLeader<T extends LeaseFields>({
  db,
  collection,
  id,
  leaseMs,
  signal,
  log,
  work,
}: {
  db: Db;
  collection: Collection<T>;
  /** Of the document that carries the lease, and for the log. */
  id: string;
  leaseMs: number;
  signal: AbortSignal;
  log: Logger;
  work: (lease: Lease, signal: AbortSignal) => Promise<void>;
}): Promise<void> {
  const owner: string = newId();
  let failures = 0;
  while (!signal.aborted) {
    try {
      const lease = await acquireLease(db, collection, { id, owner, ms: leaseMs });
      failures = 0;
      if (lease === null) await pause(Math.min(1_000, leaseMs / 4), signal);
      else await workUnderLease(lease);
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ err: error, leader: id }, 'the work of the leader was interrupted; it tries again');
      await pause(backoffMs(failures++, { firstMs: 50, maxMs: MAX_BACKOFF_MS }), signal);
    }
  }

  async function workUnderLease(lease: Lease): Promise<void> {
    const lost = new AbortController();
    const renewal = renewPeriodically(lease, lost);
    try {
      await work(lease, AbortSignal.any([signal, lost.signal]));
    } finally {
      clearInterval(renewal);
      await releaseLease(collection, lease).catch(() => undefined);
    }
  }

  /** Raises `lost` once another process holds the lease, or the lease ended before it could be renewed. */
  function renewPeriodically(lease: Lease, lost: AbortController): NodeJS.Timeout {
    let heldUntil = performance.now() + leaseMs;
    return setInterval(() => {
      const askedAt = performance.now();
      renewLease(db, collection, lease, leaseMs).then(
        (held) => {
          if (held) heldUntil = askedAt + leaseMs;
          else lost.abort(new LeaseLost('Another process has taken over'));
        },
        () => {
          if (performance.now() >= heldUntil) lost.abort(new LeaseLost('The lease ended before it could be renewed'));
        },
      );
    }, leaseMs / 4);
  }
}
