import { setTimeout as pause } from 'node:timers/promises';
import { findKnownCustomers, findSkuStates } from '@quartet/orders';
import type { OrdersDb } from '../databases.ts';
import type { OnProgress } from '@quartet/catalog/import';

const POLL_MS = 100;
const ASKED_AT_ONCE = 1_000;
/** Without any news for so long, the relay or the consumer is not running. */
const STUCK_MS = 60_000;

/** Waits until orders can sell all of these SKUs: until the catalog's events have arrived there. */
export function waitForSkus(db: OrdersDb, skus: readonly string[], onProgress?: OnProgress): Promise<void> {
  return waitForArrival(skus, {
    what: 'SKUs',
    from: 'catalog',
    onProgress,
    async arrived(asked) {
      const states = await findSkuStates(db, asked);
      return new Set(asked.filter((sku) => states.get(sku)?.purchasable === true));
    },
  });
}

/** Waits until these accounts can buy: until users' events have arrived at orders. */
export function waitForAccounts(db: OrdersDb, userIds: readonly string[], onProgress?: OnProgress): Promise<void> {
  return waitForArrival(userIds, {
    what: 'accounts',
    from: 'users',
    onProgress,
    arrived: (asked) => findKnownCustomers(db, asked),
  });
}

async function waitForArrival(
  all: readonly string[],
  o: {
    what: string;
    from: string;
    onProgress: OnProgress | undefined;
    arrived: (asked: readonly string[]) => Promise<ReadonlySet<string>>;
  },
): Promise<void> {
  let missing = [...all];
  let newsAt = Date.now();
  while (missing.length > 0) {
    const asked = missing.slice(0, ASKED_AT_ONCE);
    const arrived = await o.arrived(asked);
    const still = asked.filter((one) => !arrived.has(one));
    if (still.length < asked.length) newsAt = Date.now();
    else if (Date.now() - newsAt > STUCK_MS) {
      throw new Error(
        `For ${STUCK_MS / 1000} s nothing arrived from ${o.from}, and orders still misses ${missing.length} ${o.what}: ` +
          `is the relay of ${o.from} running, and is Redis up?`,
      );
    }
    missing = [...missing.slice(ASKED_AT_ONCE), ...still];
    const done = all.length - missing.length;
    o.onProgress?.({ step: `Orders takes over ${o.what}`, done, share: done / all.length });
    // What arrives comes in the order in which it was written: wait where the first page is not complete.
    if (still.length > 0) await pause(POLL_MS);
  }
}
