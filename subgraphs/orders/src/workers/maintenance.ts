import { pruneInbox, type Logger, type Worker } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { forgetOldKeys } from '../ordering/idempotency.repository.ts';
import { ensurePartitions } from '../ordering/partitions.ts';

const EVERY_MS = 6 * 60 * 60 * 1_000;
const RETRY_MS = 5_000;

/**
 * Makes the partitions of the coming months and forgets old idempotency keys, every six hours. `overdue`: the start
 * could not make the partitions, so it begins at once; a round that failed is tried again after `retryMs` (5 s).
 */
export function startMaintenance(o: { db: Db; log: Logger; overdue?: boolean; retryMs?: number }): Worker {
  let stopped = false;
  let running = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const round = async (): Promise<void> => {
    const done = await maintain(o);
    if (!stopped) plan(done ? EVERY_MS : (o.retryMs ?? RETRY_MS));
  };
  const plan = (ms: number): void => {
    timer = setTimeout(() => {
      running = round();
    }, ms);
    timer.unref();
  };
  plan(o.overdue ? 0 : EVERY_MS);
  return {
    name: 'orders maintenance',
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

async function maintain({ db, log }: { db: Db; log: Logger }): Promise<boolean> {
  try {
    const made = await ensurePartitions(db);
    if (made.length > 0) log.info({ partitions: made }, 'partitions made');
    await forgetOldKeys(db);
    await pruneInbox(db);
    return true;
  } catch (err) {
    log.warn({ err }, 'maintenance failed; it is tried again');
    return false;
  }
}
