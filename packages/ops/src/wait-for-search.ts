import { setTimeout as pause } from 'node:timers/promises';
import { countProducts } from '@quartet/catalog';
import type { OnProgress } from '@quartet/catalog/import';
import { StartError } from '@quartet/service-kit/start-error';
import type { Db } from 'mongodb';

const POLL_MS = 250;
/** Without any progress for so long, something between the catalog and search stands still. */
const STUCK_MS = 60_000;

/**
 * Waits until search can find as many products as the catalog has published.
 * @throws StartError where nothing arrives for a minute
 */
export async function waitForSearch({
  catalogDb,
  indexedCount,
  onProgress,
  stop,
}: {
  catalogDb: Db;
  indexedCount: () => Promise<number>;
  onProgress?: OnProgress | undefined;
  /** Aborted: search goes on by itself, and is not waited for. */
  stop?: AbortSignal | undefined;
}): Promise<number> {
  const published = await countProducts(catalogDb, 'PUBLISHED');
  let known = -1;
  let progressAt = Date.now();
  for (;;) {
    const found = await indexedCount();
    onProgress?.({
      step: 'Search takes over products',
      done: found,
      share: published === 0 ? 1 : Math.min(1, found / published),
    });
    if (found >= published || stop?.aborted === true) return found;
    if (found !== known) progressAt = Date.now();
    else if (Date.now() - progressAt > STUCK_MS) {
      throw new StartError(
        `For ${STUCK_MS / 1000} s nothing new arrived in search: it has ${found} of ${published} products`,
      );
    }
    known = found;
    await pause(POLL_MS);
  }
}
