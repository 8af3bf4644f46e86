import { eventContract, GROUPS_OF, STREAMS } from '@quartet/schema/events';
import { appendToOutbox, retryTransaction, wakeOutbox } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { accountEvent } from './account-events.ts';
import type { AccountStatus } from './account.ts';
import { takeUnpublished } from './accounts.repository.ts';

const ACCOUNTS_PER_BATCH = 200;

const TYPE_OF = {
  ACTIVE: 'user.updated',
  SUSPENDED: 'user.suspended',
  DELETED: 'user.deleted',
} as const satisfies Record<AccountStatus, string>;

/**
 * Publishes accounts whose newest version was never published: those of before there were events, and those that code of
 * before has changed. Each batch is a transaction, so it goes on where it stopped; any number of processes may do it at
 * once. The events go behind live ones, and only as fast as their groups read.
 */
export async function backfillAccounts(db: Db, signal?: AbortSignal): Promise<{ published: number; more: boolean }> {
  let published = 0;
  while (!signal?.aborted) {
    const batch = await retryTransaction(db, async (trx) => {
      const accounts = await takeUnpublished(trx, ACCOUNTS_PER_BATCH);
      for (const targetGroup of GROUPS_OF[STREAMS.users]) {
        const events = accounts.map((account) => accountEvent(TYPE_OF[account.status], account));
        await appendToOutbox(trx, eventContract, events, { targetGroup });
      }
      return accounts.length;
    });
    if (batch > 0) wakeOutbox(db);
    published += batch;
    if (batch < ACCOUNTS_PER_BATCH) return { published, more: false };
  }
  return { published, more: true };
}
