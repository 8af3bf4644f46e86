import { newEvent, type EventOf } from '@quartet/schema/events';
import type { Order, OrderItem } from './order.ts';

/** What is published of an order that was placed. */
export function orderPlacedEvent(order: Order, items: readonly OrderItem[]): EventOf<'order.placed'> {
  return newEvent('order.placed', {
    source: '/orders',
    subject: order.id,
    version: 1,
    data: {
      orderId: order.id,
      number: order.number,
      userId: order.userId,
      lines: items.map(({ sku, productId, quantity }) => ({ sku, productId, quantity })),
      total: { amount: order.total, currency: order.currency },
      placedAt: order.placedAt.toISOString(),
    },
  });
}
