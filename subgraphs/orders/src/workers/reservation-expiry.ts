import { startMaintenance, type Logger, type Worker } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { expireReservations } from '../inventory/inventory.service.ts';

/** An order that waits may take what has expired at once (see reserveStock); the others hear of it within this time. */
const EVERY_MS = 5_000;
/** In between, the orders that wait for the same rows have their turn. */
const BETWEEN_BATCHES_MS = 100;

/** Releases expired reservations and tells of the stock that they held. Any number of processes may do so at once. */
export function startReservationExpiry(o: { db: Db; log: Logger; everyMs?: number }): Worker {
  return startMaintenance({
    name: 'reservations',
    log: o.log,
    overdue: true,
    everyMs: o.everyMs ?? EVERY_MS,
    retryMs: BETWEEN_BATCHES_MS,
    async round() {
      const { released, more } = await expireReservations(o.db);
      if (released > 0) o.log.info({ skus: released }, 'expired reservations were released');
      return { more };
    },
  });
}
