import {
  pruneInbox,
  pruneJobs,
  pruneSagas,
  pruneUnclaimedJobs,
  startMaintenance,
  type Logger,
  type Worker,
} from '@quartet/service-kit';
import { pruneTold } from '../cart/abandoned-carts.repository.ts';
import { prunePurchases } from '../checkout/cart-purchases.repository.ts';
import type { Db } from '../database.ts';
import { ORDER_MESSAGE } from '../messages/order-message.ts';
import { pruneKeys } from '../ordering/idempotency.repository.ts';
import { pruneWebhooks } from '../payments/webhooks.repository.ts';
import { ensurePartitions } from '../ordering/partitions.service.ts';
import { pruneUses } from '../promotions/promotion-uses.repository.ts';

/**
 * Creates the partitions of the coming months and prunes idempotency keys, uses of ended promotions, the inbox,
 * webhooks of payments, bought and abandoned cart versions, sagas and jobs that ended, and messages that no mail server took. `overdue`: the start could not create the partitions, so it begins at once.
 */
export function startOrdersMaintenance({
  db,
  log,
  ...timing
}: {
  db: Db;
  log: Logger;
  overdue?: boolean;
  retryMs?: number;
}): Worker {
  return startMaintenance({
    name: 'orders',
    log,
    ...timing,
    async round(signal) {
      const created = await ensurePartitions(db);
      if (created.length > 0) log.info({ partitions: created }, 'partitions created');
      const pruned = [
        await pruneKeys(db, signal),
        await pruneUses(db, signal),
        await pruneInbox(db, { signal }),
        await pruneWebhooks(db, signal),
        await prunePurchases(db, signal),
        await pruneTold(db, signal),
        await pruneSagas(db, { signal }),
        await pruneJobs(db, { signal }),
        await pruneUnclaimedJobs(db, { kinds: [ORDER_MESSAGE], signal }),
      ];
      return { more: pruned.some(({ more }) => more) };
    },
  });
}
