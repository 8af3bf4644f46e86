import { startMaintenance, type Logger, type Worker } from '@quartet/service-kit';
import { backfillAccounts } from '../accounts/backfill.service.ts';
import type { Db } from '../database.ts';

/** Code of before there were events may change an account while a new version is rolled out. */
const EVERY_MS = 60_000;

/** Publishes accounts that other subgraphs have not heard of. */
export function startAccountBackfill({ db, log }: { db: Db; log: Logger }): Worker {
  return startMaintenance({
    name: 'accounts',
    log,
    overdue: true,
    everyMs: EVERY_MS,
    async round(signal) {
      const { published, more } = await backfillAccounts(db, signal);
      if (published > 0) log.info({ accounts: published }, 'accounts that were never published are published');
      return { more };
    },
  });
}
