import { appendToOutbox, handleOnce, newEvent, wakeOutbox, type EventOf } from '@quartet/service-kit';
import type { Db, Trx } from '../database.ts';
import { findLevels } from '../inventory/inventory.repository.ts';
import { stockChanged } from '../inventory/inventory.service.ts';
import { findOrderIds } from '../ordering/order-directory.repository.ts';
import { findItems, findOrders, type OrderItemRow } from '../ordering/orders.repository.ts';

const PER_BATCH = 500;

/**
 * Tells a group that lost its copy the stock of every SKU and all orders that were ever placed, through the outbox and
 * to that group alone. The same request is answered once, also where two members of ours hold it.
 */
export async function tellAgain(db: Db, request: EventOf<'projection.lost'>): Promise<{ told: number }> {
  const only = request.data.group;
  const told = await db.transaction().execute(async (trx) => {
    if (!(await handleOnce(trx, 'orders', request))) return 0;
    return (await tellStock(trx, only)) + (await tellOrders(trx, only));
  });
  if (told > 0) wakeOutbox(db);
  return { told };
}

async function tellStock(trx: Trx, only: string): Promise<number> {
  let told = 0;
  for (let after = ''; ;) {
    const levels = await findLevels(trx, after, PER_BATCH);
    await appendToOutbox(trx, stockChanged(levels), { only });
    told += levels.length;
    const last = levels.at(-1);
    if (!last || levels.length < PER_BATCH) return told;
    after = last.sku;
  }
}

async function tellOrders(trx: Trx, only: string): Promise<number> {
  let told = 0;
  for (let after: string | null = null; ;) {
    const ids = await findOrderIds(trx, after, PER_BATCH);
    if (ids.length === 0) return told;
    const events = await ordersPlaced(trx, ids);
    await appendToOutbox(trx, events, { only });
    told += events.length;
    after = ids.at(-1) ?? null;
  }
}

async function ordersPlaced(trx: Trx, ids: readonly string[]): Promise<EventOf<'order.placed'>[]> {
  const [orders, items] = [await findOrders(trx, ids), await findItems(trx, ids)];
  const itemsOf = Map.groupBy(items, (item: OrderItemRow) => item.order_id);
  return orders.map((order) =>
    newEvent('order.placed', {
      source: '/orders',
      subject: order.id,
      version: 1,
      data: {
        orderId: order.id,
        number: order.number,
        userId: order.user_id,
        lines: (itemsOf.get(order.id) ?? []).map(({ sku, product_id, quantity }) => ({
          sku,
          productId: product_id,
          quantity,
        })),
        total: { amount: order.total, currency: order.currency },
        placedAt: order.placed_at.toISOString(),
      },
    }),
  );
}
