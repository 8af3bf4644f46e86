import { enqueue } from '@quartet/service-kit';
import { z } from 'zod';
import type { Trx } from '../database.ts';

/** What an order's customer is told, one message for each. */
export const ORDER_NEWS = ['received', 'confirmed', 'approval_needed', 'payment_failed', 'cancelled'] as const;
export type OrderNews = (typeof ORDER_NEWS)[number];

/** The kind of the jobs that tell customers about their orders. */
export const ORDER_MESSAGE = 'order_message';

export const orderMessageSchema = z.object({ orderId: z.string(), news: z.enum(ORDER_NEWS) });
export type OrderMessage = z.output<typeof orderMessageSchema>;

/**
 * The customer is told, once, in the transaction that makes it true. The address is read when the message is written, so an
 * erased one is not kept here.
 */
export async function tellCustomer(trx: Trx, orderId: string, news: OrderNews): Promise<void> {
  const payload: OrderMessage = { orderId, news };
  await enqueue(trx, { kind: ORDER_MESSAGE, key: `${orderId}:${news}`, payload });
}
