import { eventContract, type EventOf } from '@quartet/schema/events';
import { appendToOutbox } from '@quartet/service-kit';
import type { Trx } from '../database.ts';
import { paymentCapturedEvent, paymentRefundedEvent } from '../ordering/order-events.ts';
import { lockOrder } from '../ordering/order-life.repository.ts';
import { decideOnOrder } from '../ordering/order-life.service.ts';
import type { OrderCommand } from '../ordering/order-life.ts';
import type { Payment } from './payment.ts';

/*
 * Money that moved becomes part of its order's history, no matter who heard of it first: the step of a checkout, a webhook, or the
 * worker that looks after payments.
 */

/** What an order has to learn of a payment that changed so. */
function moneyMoved(before: Payment, after: Payment): OrderCommand[] {
  const { id: paymentId, reference, captured } = after;
  const commands: OrderCommand[] = [];
  if (captured > before.captured) commands.push({ type: 'record_capture', paymentId, reference, amount: captured });
  for (const [refundId, { status, amount }] of after.refunds) {
    const isNew = status === 'SUCCEEDED' && before.refunds.get(refundId)?.status !== 'SUCCEEDED';
    if (isNew) commands.push({ type: 'record_refund', paymentId, refundId, amount });
  }
  return commands;
}

/** Writes what moved into the history of the order, and publishes it. The caller holds the locks of order and payment. */
export async function recordMoney(trx: Trx, { before, after }: { before: Payment; after: Payment }): Promise<void> {
  const events: EventOf<'payment.captured' | 'payment.refunded'>[] = [];
  for (const command of moneyMoved(before, after)) {
    const decided = decideOnOrder(await lockOrder(trx, after.orderId), command);
    if (decided.kind === 'refused') continue;
    await decided.write(trx);
    for (const fact of decided.facts) {
      if (fact.type === 'payment.captured') events.push(paymentCapturedEvent(decided.order, fact));
      if (fact.type === 'payment.refunded') events.push(paymentRefundedEvent(decided.order, fact));
    }
  }
  await appendToOutbox(trx, eventContract, events);
}
