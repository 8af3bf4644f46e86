import { startMaintenance, type Logger, type Redis, type Worker } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { tellChanges } from '../sessions/session-states.service.ts';

const EVERY_MS = 1_000;

/** Tells Redis of sessions that changed while it was away, or whose process died before it told it. */
export function startSessionTeller({ db, redis, log }: { db: Db; redis: Redis; log: Logger }): Worker {
  return startMaintenance({
    name: 'sessions',
    log,
    overdue: true,
    everyMs: EVERY_MS,
    retryMs: EVERY_MS,
    async round() {
      const { told, more } = await tellChanges(db, redis);
      if (told > 0) log.info({ sessions: told }, 'Redis was told of sessions that changed');
      return { more };
    },
  });
}
