import { startMaintenance, type Logger, type Worker } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { expireReservations } from '../inventory/inventory.service.ts';

/** An order takes expired reservations at once (see reserveStock); consumers hear of the free stock within this time. */
const EVERY_MS = 5_000;
/** Lets orders that wait for the same rows pass. */
const BETWEEN_BATCHES_MS = 100;

/** Releases expired reservations and publishes the stock that they held. Any number of processes may do so at once. */
export function startReservationExpiry({
  db,
  log,
  everyMs = EVERY_MS,
}: {
  db: Db;
  log: Logger;
  everyMs?: number;
}): Worker {
  return startMaintenance({
    name: 'reservations',
    log,
    overdue: true,
    everyMs,
    retryMs: BETWEEN_BATCHES_MS,
    async round() {
      const { released, more } = await expireReservations(db);
      if (released > 0) log.info({ skus: released }, 'expired reservations were released');
      return { more };
    },
  });
}
