import type { Db } from '../database.ts';
import { findEvents, findOrders } from '../ordering/orders.repository.ts';
import type { Order } from '../ordering/order.ts';
import { findActionOfOrder } from '../payments/payments.repository.ts';

/** Where an order that a checkout placed stands, for the customer. */
export type OrderOutcome =
  | { kind: 'success'; order: Order }
  | { kind: 'action_required'; order: Order; url: string | null; clientSecret: string | null }
  | { kind: 'in_progress'; order: Order }
  | { kind: 'declined'; order: Order; reason: string };

export async function describeOrder(db: Db, orderId: string): Promise<OrderOutcome> {
  const order = (await findOrders(db, [orderId])).get(orderId);
  if (order === undefined) throw new Error(`the order ${orderId} of a checkout is not there`);
  switch (order.status) {
    case 'PENDING': {
      const action = await findActionOfOrder(db, orderId);
      return action === null ? { kind: 'in_progress', order } : { kind: 'action_required', order, ...action };
    }
    case 'CANCELLED':
      return { kind: 'declined', order, reason: await reasonOf(db, orderId) };
    default:
      return { kind: 'success', order };
  }
}

async function reasonOf(db: Db, orderId: string): Promise<string> {
  const events = (await findEvents(db, [orderId])).get(orderId) ?? [];
  const failed = events.findLast(({ type }) => type === 'payment.failed' || type === 'order.cancelled');
  const reason = (events.find(({ type }) => type === 'payment.failed') ?? failed)?.data['reason'];
  return typeof reason === 'string' ? reason : 'card_declined';
}
