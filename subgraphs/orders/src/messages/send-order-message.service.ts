import { MAIL_RETRIES, type JobDefinition, type MailMessage, type Mailer } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { CANCEL_REASONS, type CancelReason } from '../ordering/order-life.ts';
import type { OrderEvent } from '../ordering/order.ts';
import { findEvents, findItems, findOrders } from '../ordering/orders.repository.ts';
import { findActionOfOrder } from '../payments/payments.repository.ts';
import { composeOrderMail } from './compose-order-mail.ts';
import { ORDER_MESSAGE, orderMessageSchema, type OrderMessage } from './order-message.ts';

export interface MessageTools {
  db: Db;
  mailer: Mailer;
  /** As the messages are signed. */
  shop: string;
}

/** Writes and sends what a customer is told about an order. A message without a reader, or too late to be true, is not sent. */
export const orderMessages: JobDefinition<MessageTools, OrderMessage> = {
  kind: ORDER_MESSAGE,
  payload: orderMessageSchema,
  ...MAIL_RETRIES,
  async run({ db, mailer, shop }, { id, payload }, signal) {
    const message = await writeMessage(db, payload, shop);
    if (message !== null) await mailer.send({ ...message, id }, signal);
  },
};

async function writeMessage(
  db: Db,
  { orderId, news }: OrderMessage,
  shop: string,
): Promise<Omit<MailMessage, 'id'> | null> {
  const order = (await findOrders(db, [orderId])).get(orderId);
  // An erased customer is told nothing any more.
  if (order === undefined || order.email === null) return null;
  const action = news === 'approval_needed' ? await findActionOfOrder(db, orderId) : null;
  if (news === 'approval_needed' && (action === null || order.status !== 'PENDING')) return null;
  const items = (await findItems(db, [orderId])).get(orderId) ?? [];
  const cancelReason = reasonIn((await findEvents(db, [orderId])).get(orderId) ?? []);
  const mail = composeOrderMail(news, { order, items, approvalUrl: action?.url ?? null, cancelReason, shop });
  const name = (order.billingAddress ?? order.shippingAddress)?.name ?? '';
  return { ...mail, to: { address: order.email, name } };
}

function reasonIn(events: readonly OrderEvent[]): CancelReason {
  const given = events.find(({ type }) => type === 'order.cancelled')?.data['reason'];
  return CANCEL_REASONS.find((reason) => reason === given) ?? 'payment_declined';
}
