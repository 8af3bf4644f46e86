import { sql } from 'kysely';
import { z } from 'zod';
import type { Trx } from '../database.ts';
import { CANCEL_REASONS, type OrderFact } from './order-life.ts';
import type { Order } from './order.ts';
import { findOrders } from './orders.repository.ts';

/** The facts of the event store. Older orders have events with more fields, and may have other types. */
const factSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('order.placed'), total: z.int(), currency: z.string() }),
  z.object({ type: z.literal('order.confirmed') }),
  z.object({ type: z.literal('payment.captured'), paymentId: z.string(), amount: z.int(), currency: z.string() }),
  z.object({ type: z.literal('payment.failed'), paymentId: z.string(), reason: z.string() }),
  z.object({ type: z.literal('order.cancelled'), reason: z.enum(CANCEL_REASONS) }),
]) satisfies z.ZodType<OrderFact>;

/** The order and all that happened to it; others wait until the transaction ends. */
export async function lockOrder(trx: Trx, orderId: string): Promise<{ order: Order; facts: OrderFact[] } | null> {
  await sql`select from orders where id = ${orderId}::uuid for no key update`.execute(trx);
  const order = (await findOrders(trx, [orderId])).get(orderId);
  if (order === undefined) return null;
  const rows = await trx
    .selectFrom('order_events')
    .select(['type', 'data'])
    .where('order_id', '=', orderId)
    .orderBy('version')
    .execute();
  const facts = rows.flatMap(({ type, data }) => {
    const parsed = factSchema.safeParse({ ...data, type });
    return parsed.success ? [parsed.data] : [];
  });
  return { order, facts };
}

/** Writes events behind those that the order has, and its new state; the caller holds its lock. */
export async function appendOrderEvents(
  trx: Trx,
  { before, after, facts }: { before: Order; after: Order; facts: readonly OrderFact[] },
): Promise<void> {
  const { id, status, version } = after;
  await trx
    .insertInto('order_events')
    .values(
      facts.map(({ type, ...data }, at) => ({
        order_id: id,
        version: before.version + at + 1,
        type,
        status,
        note: null,
        data: JSON.stringify(data),
        at: sql<Date>`clock_timestamp()`,
      })),
    )
    .execute();
  await trx
    .updateTable('orders')
    .set({ status, version, updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
  if (status === before.status) return;
  await trx.updateTable('order_directory').set({ status }).where('order_id', '=', id).execute();
}
