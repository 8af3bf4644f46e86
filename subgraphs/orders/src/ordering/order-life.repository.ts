import { sql } from 'kysely';
import { z } from 'zod';
import { PAYMENT_STATUSES } from '../payments/payment.ts';
import type { Trx } from '../database.ts';
import { CANCEL_REASONS, type OrderFact } from './order-life.ts';
import type { Order } from './order.ts';
import { lockOrderRow } from './orders.repository.ts';

const reference = z.string().nullable().default(null);
const amounts = {
  lines: z.array(z.object({ sku: z.string(), amount: z.int() })).default([]),
  shipping: z.int().default(0),
};
const moved = { amount: z.int(), currency: z.string(), ...amounts };
const endedPayment = z.object({ id: z.string(), reference, status: z.enum(PAYMENT_STATUSES) });

/** What the rules need of a placed order; the entry has the whole order, see placedEvent. */
const placedSchema = z
  .object({
    type: z.literal('order.placed'),
    total: z.int(),
    currency: z.string(),
    pricesIncludeTax: z.boolean().default(true),
    shipping: z.int().default(0),
    shippingTax: z.int().default(0),
    lines: z
      .array(
        z.object({
          sku: z.string(),
          quantity: z.int(),
          unitPrice: z.int(),
          discount: z.int().default(0),
          tax: z.int().default(0),
        }),
      )
      .default([]),
  })
  .transform(({ type, total, currency, pricesIncludeTax, shipping, shippingTax, lines }) => ({
    type,
    total,
    currency,
    parts: {
      lines: lines.map(({ sku, quantity, unitPrice, discount, tax }) => {
        return { sku, amount: quantity * unitPrice - discount + (pricesIncludeTax ? 0 : tax) };
      }),
      shipping: shipping + (pricesIncludeTax ? 0 : shippingTax),
    },
  }));

/** The facts of the event store. Older orders have events with fewer fields, newer builds may write other types. */
const factSchema = z.discriminatedUnion('type', [
  placedSchema,
  z.object({ type: z.literal('payment.action_required'), paymentId: z.string(), reference }),
  z.object({ type: z.literal('order.confirmed'), reference }),
  z.object({ type: z.literal('payment.captured'), paymentId: z.string(), reference, ...moved }),
  z.object({ type: z.literal('payment.refunded'), paymentId: z.string(), refundId: z.string(), ...moved }),
  z.object({ type: z.literal('payment.failed'), paymentId: z.string(), reason: z.string() }),
  z.object({
    type: z.literal('order.cancelled'),
    reason: z.enum(CANCEL_REASONS),
    payment: endedPayment.nullable().default(null),
  }),
  z.object({ type: z.literal('order.claimed'), userId: z.string() }),
]) satisfies z.ZodType<OrderFact>;

/** What an entry of the event store says, as far as this build knows its type. */
export function readFact({ type, data }: { type: string; data: object }): OrderFact | null {
  const parsed = factSchema.safeParse({ ...data, type });
  return parsed.success ? parsed.data : null;
}

/** The form of the entries that this build writes; those of form 1 have fewer fields. */
export const PAYLOAD_VERSION = 2;

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
  return { order, facts: rows.flatMap((row) => readFact(row) ?? []) };
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
    data: JSON.stringify({ payloadVersion: PAYLOAD_VERSION, ...data }),
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
