import { setTimeout as pause } from 'node:timers/promises';
import { countProducts } from '@quartet/catalog';
import { countSkus } from '@quartet/orders';
import { STREAMS } from '@quartet/schema/events';
import { allRead, createRedis, type Logger } from '@quartet/service-kit';
import type { Stack } from '@quartet/launcher';
import { StartError } from '@quartet/service-kit/start-error';

export interface CatchUp {
  /** Published products in the catalog. */
  readonly published: number;
  /** Of them, how many search can find. */
  readonly searchable: number;
  /** SKUs that orders knows. */
  readonly skus: number;
}

const POLL_MS = 150;
/** Without any progress for so long, something is broken. */
const STUCK_MS = 60_000;

/**
 * Waits until search finds every product that the catalog published and every reader of the catalog's events has
 * handled all of them. Throws when nothing moves for a minute.
 */
export async function waitForCatchUp(o: {
  stack: Pick<Stack, 'catalog' | 'orders' | 'search'>;
  redisUrl: string;
  log: Logger;
  onProgress(state: CatchUp): void;
}): Promise<CatchUp> {
  const redis = createRedis({ url: o.redisUrl, name: 'catch-up', log: o.log, patient: true, timeoutMs: STUCK_MS });
  let last = '';
  let movedAt = Date.now();
  try {
    for (;;) {
      const [published, searchable, skus, isRead] = await Promise.all([
        countProducts(o.stack.catalog.db, 'PUBLISHED'),
        o.stack.search.indexedCount(),
        countSkus(o.stack.orders.db),
        allRead(redis, STREAMS.catalog),
      ]);
      const state = { published, searchable, skus };
      o.onProgress(state);
      if (searchable >= published && isRead) return state;
      const seen = JSON.stringify(state);
      if (seen !== last) {
        last = seen;
        movedAt = Date.now();
      } else if (Date.now() - movedAt > STUCK_MS) {
        throw new StartError(
          `Search and orders do not catch up with the catalog: ${searchable} of ${published} products are searchable`,
        );
      }
      await pause(POLL_MS);
    }
  } finally {
    redis.disconnect();
  }
}
