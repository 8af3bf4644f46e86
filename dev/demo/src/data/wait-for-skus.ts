import { setTimeout as pause } from 'node:timers/promises';
import { findSkuStates } from '@quartet/orders';
import type { OrdersDb } from '../databases.ts';
import type { OnProgress } from '@quartet/catalog/import';

const POLL_MS = 100;
const ASKED_AT_ONCE = 1_000;
/** Without any news for so long, the relay or the consumer is not running. */
const STUCK_MS = 60_000;

/** Waits until orders can sell all of these SKUs: until the catalog's events have arrived there. */
export async function waitForSkus(db: OrdersDb, skus: readonly string[], onProgress?: OnProgress): Promise<void> {
  let missing = [...skus];
  let newsAt = Date.now();
  while (missing.length > 0) {
    const asked = missing.slice(0, ASKED_AT_ONCE);
    const states = await findSkuStates(db, asked);
    const still = asked.filter((sku) => states.get(sku)?.purchasable !== true);
    if (still.length < asked.length) newsAt = Date.now();
    else if (Date.now() - newsAt > STUCK_MS) {
      throw new Error(
        `For ${STUCK_MS / 1000} s nothing arrived from the catalog, and orders still misses ${missing.length} SKUs: ` +
          'is the relay of the catalog running, and is Redis up?',
      );
    }
    missing = [...missing.slice(ASKED_AT_ONCE), ...still];
    const done = skus.length - missing.length;
    onProgress?.({ step: 'Orders takes over SKUs', done, share: done / skus.length });
    // What arrives comes in the order in which it was written: wait where the first page is not complete.
    if (still.length > 0) await pause(POLL_MS);
  }
}
