import type { Trx } from '../database.ts';
import { commitReservations, lockLevelsOfOrder, releaseReservations } from './order-stock.repository.ts';
import { publishChanges } from './stock-events.ts';

/** Takes what is reserved for the order off the shelf and books it as sold, in one round trip. Again it changes nothing. */
export async function commitStock(trx: Trx, orderId: string): Promise<void> {
  // What can be bought stays the same, so there is nothing to publish.
  await Promise.all([lockLevelsOfOrder(trx, orderId), commitReservations(trx, orderId)]);
}

/** Gives the order's stock back: what is reserved becomes free, what was sold returns to the shelf. Again it changes nothing. */
export async function releaseStock(trx: Trx, orderId: string): Promise<void> {
  const [, changes] = await Promise.all([lockLevelsOfOrder(trx, orderId), releaseReservations(trx, orderId)]);
  await publishChanges(trx, changes);
}
