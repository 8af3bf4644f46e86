import { setTimeout as pause } from 'node:timers/promises';
import { countProducts } from '@quartet/catalog';
import type { Db } from 'mongodb';
import type { OnProgress } from '@quartet/catalog/import';

const POLL_MS = 250;
/** Without any news for so long, something between the catalog and search stands still. */
const PATIENCE_MS = 60_000;

/** Waits until search can find as many products as the catalog has published. */
export async function waitForSearch(o: {
  catalogDb: Db;
  indexedCount: () => Promise<number>;
  onProgress?: OnProgress | undefined;
  /** Raised: search goes on by itself, and is not waited for. */
  stop?: AbortSignal | undefined;
}): Promise<number> {
  const published = await countProducts(o.catalogDb, 'PUBLISHED');
  let known = -1;
  let newsAt = Date.now();
  for (;;) {
    const found = await o.indexedCount();
    o.onProgress?.({
      step: 'Search takes over products',
      done: found,
      share: published === 0 ? 1 : Math.min(1, found / published),
    });
    if (found >= published || o.stop?.aborted === true) return found;
    if (found !== known) newsAt = Date.now();
    else if (Date.now() - newsAt > PATIENCE_MS) {
      throw new Error(
        `For ${PATIENCE_MS / 1000} s nothing new arrived in search: it has ${found} of ${published} products`,
      );
    }
    known = found;
    await pause(POLL_MS);
  }
}
