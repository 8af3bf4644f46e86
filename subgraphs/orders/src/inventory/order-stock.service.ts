import type { Trx } from '../database.ts';
import { commitReservations, findReservedSkus, releaseReservations } from './order-stock.repository.ts';
import { lockLevels } from './inventory.repository.ts';
import { publishChanges } from './stock-events.ts';

/** Takes what is reserved for the order off the shelf and books it as sold. Again it changes nothing. */
export async function commitStock(trx: Trx, orderId: string): Promise<void> {
  await lockLevels(trx, await findReservedSkus(trx, orderId));
  // What can be bought stays the same, so there is nothing to publish.
  await commitReservations(trx, orderId);
}

/** Gives the order's stock back: what is reserved becomes free, what was sold returns to the shelf. Again it changes nothing. */
export async function releaseStock(trx: Trx, orderId: string): Promise<void> {
  await lockLevels(trx, await findReservedSkus(trx, orderId));
  await publishChanges(trx, await releaseReservations(trx, orderId));
}
