import { startMaintenance, type Logger, type Redis, type Worker } from '@quartet/service-kit';
import { repairIdleCarts, tellAbandonedCarts } from '../cart/abandoned-carts.service.ts';
import type { Db } from '../database.ts';

const EVERY_MS = 30_000;
/** Between batches, and after a failure. */
const PAUSE_MS = 1_000;

/** Tells of abandoned carts, and repairs the sets in which idle ones stand. Any number of processes may do so at once. */
export function startAbandonedCarts({
  db,
  redis,
  log,
  everyMs = EVERY_MS,
  idleMs,
}: {
  db: Db;
  redis: Redis;
  log: Logger;
  everyMs?: number;
  idleMs?: number;
}): Worker {
  /** Where the repair goes on; null: none is under way. */
  let cursor: string | null = null;
  return startMaintenance({
    name: 'abandoned carts',
    log,
    overdue: true,
    everyMs,
    retryMs: PAUSE_MS,
    async round() {
      cursor = await repairIdleCarts(redis, cursor);
      const { told, more } = await tellAbandonedCarts(db, redis, idleMs === undefined ? {} : { idleMs });
      if (told > 0) log.info({ carts: told }, 'carts were abandoned');
      return { more: more || cursor !== null };
    },
  });
}
