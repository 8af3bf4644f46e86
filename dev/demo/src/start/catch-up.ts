import { setTimeout as pause } from 'node:timers/promises';
import { countProducts } from '@quartet/catalog';
import { countSkus } from '@quartet/orders';
import { STREAMS } from '@quartet/schema/events';
import { allRead, createRedis, type Logger } from '@quartet/service-kit';
import type { Subgraphs } from '@quartet/ops';
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
export async function waitForCatchUp({
  shop,
  redisUrl,
  log,
  onProgress,
}: {
  shop: Pick<Subgraphs, 'catalog' | 'orders' | 'search'>;
  redisUrl: string;
  log: Logger;
  onProgress: (state: CatchUp) => void;
}): Promise<CatchUp> {
  const redis = createRedis({ url: redisUrl, name: 'catch-up', log, patient: true, timeoutMs: STUCK_MS });
  let last = '';
  let movedAt = Date.now();
  try {
    for (;;) {
      const [published, searchable, skus, isRead] = await Promise.all([
        countProducts(shop.catalog.db, 'PUBLISHED'),
        shop.search.indexedCount(),
        countSkus(shop.orders.db),
        allRead(redis, STREAMS.catalog),
      ]);
      const state = { published, searchable, skus };
      onProgress(state);
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
