import { AppError, pruneRows, type Pruned } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** The order that has the version may be cancelled between the two statements, each time anew. */
const ATTEMPTS = 5;

/**
 * Takes the version of the cart for this order; else answers with the order that has it. Waits for one that is being placed.
 * @throws AppError SERVICE_UNAVAILABLE where the version keeps changing hands
 */
export async function takeCartVersion(
  trx: Trx,
  { cartId, version, orderId }: { cartId: string; version: number; orderId: string },
): Promise<{ takenBy: string } | null> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const inserted = await trx
      .insertInto('cart_purchases')
      .values({ cart_id: cartId, cart_version: version, order_id: orderId })
      .onConflict((conflict) => conflict.columns(['cart_id', 'cart_version']).doNothing())
      .executeTakeFirst();
    if ((inserted.numInsertedOrUpdatedRows ?? 0n) > 0n) return null;
    const row = await trx
      .selectFrom('cart_purchases')
      .select('order_id')
      .where('cart_id', '=', cartId)
      .where('cart_version', '=', version)
      .executeTakeFirst();
    if (row) return { takenBy: row.order_id };
  }
  throw new AppError('SERVICE_UNAVAILABLE', 'This cart is being bought and given up at the same time: try again');
}

export async function freeCartVersion(trx: Trx, orderId: string): Promise<void> {
  await trx.deleteFrom('cart_purchases').where('order_id', '=', orderId).execute();
}

/** Orders of this cart whose sagas have not ended, the oldest first. */
export async function findUnderWay(db: Db, cartId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select p.order_id as id from cart_purchases p join sagas s on s.id = p.order_id
    where p.cart_id = ${cartId} and s.state <> 'DONE' order by p.order_id`.execute(db);
  return rows.map(({ id }) => id);
}

/** Deletes rows after 60 days: a cart lives for 30 days after it was last used, and its versions never come back. */
export async function prunePurchases(db: Db, signal?: AbortSignal): Promise<Pruned> {
  const before = sql`now() - interval '60 days'`;
  return pruneRows(db, { table: 'cart_purchases', column: 'placed_at', before, signal });
}
