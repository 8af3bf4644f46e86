import { STREAMS, eventContract, type EventOf } from '@quartet/schema/events';
import {
  AppError,
  appendToOutbox,
  handleOnce,
  outboxBacklog,
  pause,
  wakeOutbox,
  wasHandled,
} from '@quartet/service-kit';
import type { Db, Trx } from '../database.ts';
import { findLevels } from '../inventory/inventory.repository.ts';
import { stockChangedEvents } from '../inventory/stock-events.ts';
import { findOrderIds } from '../ordering/order-directory.repository.ts';
import { orderPlacedEvent } from '../ordering/order-events.ts';
import { findItems, findOrders } from '../ordering/orders.repository.ts';
import { withRequestLock, deleteProgress, lockProgress, saveProgress } from './progress.repository.ts';

const CONSUMER = 'orders';
const PER_BATCH = 500;
/** No more events are written while this many wait in the outbox. */
const MAX_PENDING = 10_000;
const POLL_MS = 500;

/**
 * Publishes the stock of every SKU and every order again, for the one group that lost its projection, through the
 * outbox. Works in batches and commits the progress with each, so that a call that is cut off continues where it stopped
 * when the request is delivered again. A request takes effect once, even if two members of the group hold it. Waits
 * while the outbox holds too many unsent events.
 * @throws AppError SERVICE_UNAVAILABLE once the signal is raised; the next call does the rest
 */
export async function republish(
  db: Db,
  request: EventOf<'projection.lost'>,
  { signal }: { signal?: AbortSignal } = {},
): Promise<{ republished: number }> {
  return withRequestLock(db, request.id, async (connection) => {
    let republished = 0;
    for (;;) {
      if (signal?.aborted) throw new AppError('SERVICE_UNAVAILABLE', 'The service is shutting down');
      const batch = await connection.transaction().execute((trx) => republishBatch(trx, request));
      if (batch === 'done') return { republished };
      republished += batch;
      wakeOutbox(db);
      await waitForOutbox(connection, signal);
    }
  });
}

/** Writes the next batch into the outbox. @returns how many events it wrote, or that the request is done */
async function republishBatch(trx: Trx, request: EventOf<'projection.lost'>): Promise<number | 'done'> {
  if (await wasHandled(trx, CONSUMER, request)) return 'done';
  const { stage, after } = await lockProgress(trx, request.id);
  const targetGroup = request.data.group;
  if (stage === 'stock') {
    const levels = await findLevels(trx, after ?? '', PER_BATCH);
    await appendToOutbox(trx, eventContract, stockChangedEvents(levels), { targetGroup });
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
  await appendToOutbox(trx, eventContract, events, { targetGroup });
  await saveProgress(trx, request.id, { stage, after: last });
  return events.length;
}

async function waitForOutbox(db: Db, signal: AbortSignal | undefined): Promise<void> {
  const stopping = signal ?? new AbortController().signal;
  while (!stopping.aborted && (await outboxBacklog(db, STREAMS.orders)).republished > MAX_PENDING) {
    await pause(POLL_MS, stopping);
  }
}

async function ordersPlaced(trx: Trx, ids: readonly string[]): Promise<EventOf<'order.placed'>[]> {
  const orders = await findOrders(trx, ids);
  const items = await findItems(trx, ids);
  return [...orders.values()].map((order) => orderPlacedEvent(order, items.get(order.id) ?? []));
}
