import { receiveStockMany, findSkusWithoutStock, type Receipt } from '@quartet/orders';
import type { OrdersDb } from '../databases.ts';
import type { OnProgress } from '@quartet/catalog/import';
import { createRandom } from './random.ts';

/** From this quantity on, demo orders take a SKU. */
export const WELL_STOCKED = 40;
const PAGE = 1_000;

/** How much of a SKU the demo shop received: mostly plenty, sometimes the last few. */
export function stockOf(sku: string): number {
  const random = createRandom(`stock:${sku}`);
  return random.chance(0.12) ? random.int(1, 9) : random.int(WELL_STOCKED, 400);
}

/** The one delivery of a SKU that the demo shop booked; booked again, it counts once. */
export function receiptFor(sku: string): Receipt {
  return { sku, quantity: stockOf(sku), reason: 'First delivery', reference: `demo-stock:${sku}` };
}

/**
 * Gives a first delivery to every SKU that orders knows of and that was never stocked, imported ones above all.
 * @returns how many were stocked
 */
export async function ensureStock(options: {
  ordersDb: OrdersDb;
  onProgress?: OnProgress | undefined;
}): Promise<number> {
  let stocked = 0;
  for (let after = ''; ;) {
    const skus = await findSkusWithoutStock(options.ordersDb, after, PAGE);
    const last = skus.at(-1);
    if (last === undefined) {
      if (stocked > 0) options.onProgress?.({ step: 'Booking deliveries', done: stocked, share: 1 });
      return stocked;
    }
    stocked += (await receiveStockMany(options.ordersDb, skus.map(receiptFor))).booked;
    after = last;
    // How many are left is not known; the count alone tells that it goes on.
    options.onProgress?.({ step: 'Booking deliveries', done: stocked, share: 0.5 });
  }
}
