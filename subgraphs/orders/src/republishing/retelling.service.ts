import {
  AppError,
  appendToOutbox,
  handleOnce,
  newEvent,
  outboxBacklog,
  pause,
  STREAMS,
  wakeOutbox,
  wasHandled,
  type EventOf,
} from '@quartet/service-kit';
import type { Db, Trx } from '../database.ts';
import { findLevels } from '../inventory/inventory.repository.ts';
import { stockChanged } from '../inventory/inventory.service.ts';
import { findOrderIds } from '../ordering/order-directory.repository.ts';
import { findItems, findOrders, type OrderItemRow } from '../ordering/orders.repository.ts';
import { aloneFor, deleteProgress, lockProgress, saveProgress } from './progress.repository.ts';

const CONSUMER = 'orders';
const PER_BATCH = 500;
/** So many events wait in the outbox at most before more are written. */
const WAITING_AT_MOST = 10_000;
const SENT_EVERY_MS = 500;

/**
 * Tells a group that lost its copy the stock of every SKU and all orders that were ever placed, through the outbox and
 * to that group alone. It does so in batches, each with its progress in one transaction, so that a call that is cut off
 * goes on where it was when the request comes again. The same request is answered once, also where two members of ours
 * hold it. While many events wait in the outbox it waits as well.
 * @throws AppError SERVICE_UNAVAILABLE where the signal is raised; the rest is for the next call
 */
export async function tellAgain(
  db: Db,
  request: EventOf<'projection.lost'>,
  { signal }: { signal?: AbortSignal } = {},
): Promise<{ told: number }> {
  return aloneFor(db, request.id, async (connection) => {
    let told = 0;
    for (;;) {
      if (signal?.aborted) throw new AppError('SERVICE_UNAVAILABLE', 'The service is shutting down');
      const batch = await connection.transaction().execute((trx) => tellBatch(trx, request));
      if (batch === 'done') return { told };
      told += batch;
      wakeOutbox(db);
      await untilSent(connection, signal);
    }
  });
}

/** Writes the next events into the outbox; answers how many, or that the request is answered. */
async function tellBatch(trx: Trx, request: EventOf<'projection.lost'>): Promise<number | 'done'> {
  if (await wasHandled(trx, CONSUMER, request)) return 'done';
  const { stage, after } = await lockProgress(trx, request.id);
  const only = request.data.group;
  if (stage === 'stock') {
    const levels = await findLevels(trx, after ?? '', PER_BATCH);
    await appendToOutbox(trx, stockChanged(levels), { only });
    const last = levels.at(-1);
    await saveProgress(trx, request.id, last ? { stage, after: last.sku } : { stage: 'orders', after: null });
    return levels.length;
  }
  const ids = await findOrderIds(trx, after, PER_BATCH);
  const last = ids.at(-1);
  if (last === undefined) {
    await handleOnce(trx, CONSUMER, request);
    await deleteProgress(trx, request.id);
    return 'done';
  }
  const events = await ordersPlaced(trx, ids);
  await appendToOutbox(trx, events, { only });
  await saveProgress(trx, request.id, { stage, after: last });
  return events.length;
}

async function untilSent(db: Db, signal: AbortSignal | undefined): Promise<void> {
  const stopping = signal ?? new AbortController().signal;
  while (!stopping.aborted && (await outboxBacklog(db, STREAMS.orders)).republished > WAITING_AT_MOST) {
    await pause(SENT_EVERY_MS, stopping);
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
