import { pruneInbox, startMaintenance, type Logger, type Worker } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { pruneKeys } from '../ordering/idempotency.repository.ts';
import { ensurePartitions } from '../ordering/partitions.ts';

/**
 * Makes the partitions of the coming months and prunes idempotency keys and the inbox. `overdue`: the start could not
 * make the partitions, so it begins at once.
 */
export function startOrdersMaintenance(o: { db: Db; log: Logger; overdue?: boolean; retryMs?: number }): Worker {
  const { db, log, ...timing } = o;
  return startMaintenance({
    name: 'orders',
    log,
    ...timing,
    async round(signal) {
      const made = await ensurePartitions(db);
      if (made.length > 0) log.info({ partitions: made }, 'partitions made');
      const pruned = [await pruneKeys(db, signal), await pruneInbox(db, { signal })];
      return { more: pruned.some(({ more }) => more) };
    },
  });
}
