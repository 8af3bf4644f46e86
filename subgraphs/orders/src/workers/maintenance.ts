import type { Logger, Worker } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { forgetOldKeys } from '../ordering/idempotency.repository.ts';
import { ensurePartitions } from '../ordering/partitions.ts';

const EVERY_MS = 6 * 60 * 60 * 1_000;

/** Makes the partitions of the coming months and forgets old idempotency keys, every six hours. */
export function startMaintenance(o: { db: Db; log: Logger }): Worker {
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(() => maintain(o));
  }, EVERY_MS);
  timer.unref();
  return {
    name: 'orders maintenance',
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

async function maintain({ db, log }: { db: Db; log: Logger }): Promise<void> {
  try {
    const made = await ensurePartitions(db);
    if (made.length > 0) log.info({ partitions: made }, 'partitions made');
    await forgetOldKeys(db);
  } catch (err) {
    log.warn({ err }, 'maintenance failed; the next round tries again');
  }
}
