import { newEvent, type EventOf } from '@quartet/schema/events';
import type { CancelReason } from './order-life.ts';
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

/** What is published of an order whose payment is authorised. */
export function orderConfirmedEvent(order: Order): EventOf<'order.confirmed'> {
  return newEvent('order.confirmed', { ...about(order), data: shown(order) });
}

export function orderCancelledEvent(order: Order, reason: CancelReason): EventOf<'order.cancelled'> {
  return newEvent('order.cancelled', { ...about(order), data: { ...shown(order), reason } });
}

export function paymentCapturedEvent(
  order: Order,
  { paymentId, amount }: { paymentId: string; amount: number },
): EventOf<'payment.captured'> {
  const captured = { amount, currency: order.currency };
  return newEvent('payment.captured', { ...about(order), data: { orderId: order.id, paymentId, amount: captured } });
}

export function paymentRefundedEvent(
  order: Order,
  { paymentId, refundId, amount }: { paymentId: string; refundId: string; amount: number },
): EventOf<'payment.refunded'> {
  const refunded = { amount, currency: order.currency };
  const data = { orderId: order.id, paymentId, refundId, amount: refunded };
  return newEvent('payment.refunded', { ...about(order), data });
}

export function paymentFailedEvent(
  order: Order,
  { paymentId, reason }: { paymentId: string; reason: string },
): EventOf<'payment.failed'> {
  return newEvent('payment.failed', { ...about(order), data: { orderId: order.id, paymentId, reason } });
}

const about = ({ id, version }: Order) => ({ source: '/orders', subject: id, version });

const shown = ({ id, number, userId, total, currency }: Order) => {
  return { orderId: id, number, userId, total: { amount: total, currency } };
};
