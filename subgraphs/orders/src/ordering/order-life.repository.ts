import { sql } from 'kysely';
import { z } from 'zod';
import type { Trx } from '../database.ts';
import { CANCEL_REASONS, type OrderFact } from './order-life.ts';
import type { Order } from './order.ts';
import { lockOrderRow } from './orders.repository.ts';

/** The facts of the event store. Older orders have events with more fields, and may have other types. */
const factSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('order.placed'), total: z.int(), currency: z.string() }),
  z.object({ type: z.literal('order.confirmed') }),
  z.object({ type: z.literal('payment.captured'), paymentId: z.string(), amount: z.int(), currency: z.string() }),
  z.object({ type: z.literal('payment.failed'), paymentId: z.string(), reason: z.string() }),
  z.object({ type: z.literal('order.cancelled'), reason: z.enum(CANCEL_REASONS) }),
]) satisfies z.ZodType<OrderFact>;

/** An order that this transaction holds, and all that happened to it. */
export interface LockedOrder {
  order: Order;
  facts: OrderFact[];
}

/** Locks the order and reads what happened to it, in one round trip; others wait until the transaction ends. */
export async function lockOrder(trx: Trx, orderId: string): Promise<LockedOrder | null> {
  const [order, rows] = await Promise.all([
    lockOrderRow(trx, orderId),
    trx
      .selectFrom('order_events')
      .select(['type', 'data'])
      .where('order_id', '=', orderId)
      .orderBy('version')
      .execute(),
  ]);
  if (order === null) return null;
  const facts = rows.flatMap(({ type, data }) => {
    const parsed = factSchema.safeParse({ ...data, type });
    return parsed.success ? [parsed.data] : [];
  });
  return { order, facts };
}

/** Writes events behind those that the order has, and its new state, in one statement; the caller holds its lock. */
export async function appendOrderEvents(
  trx: Trx,
  { before, after, facts }: { before: Order; after: Order; facts: readonly OrderFact[] },
): Promise<void> {
  const { id, status, version } = after;
  const events = facts.map(({ type, ...data }, at) => ({
    order_id: id,
    version: before.version + at + 1,
    type,
    status,
    note: null,
    data: JSON.stringify(data),
    at: sql<Date>`clock_timestamp()`,
  }));
  await trx
    .with('appended', (one) => one.insertInto('order_events').values(events))
    .with('listed', (one) =>
      one
        .updateTable('order_directory')
        .set({ status })
        .where('order_id', '=', id)
        .where(sql<boolean>`${status !== before.status}::boolean`),
    )
    .updateTable('orders')
    .set({ status, version, updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
}
