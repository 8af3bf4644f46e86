import type { PaymentSummary } from '../payments/payment.ts';
import { evolveOrder, type OrderFact, type OrderState } from './order-life.ts';
import { readFact } from './order-life.repository.ts';
import type { Order, OrderEvent, OrderItem } from './order.ts';
import { placedEntrySchema, type PlacedEntry } from './placed-entry.ts';

/** What the event store does not hold: it can never be erased there. */
type Erasable = 'email' | 'locale' | 'shippingAddress' | 'billingAddress' | 'vatId';

export interface RebuiltOrder {
  order: Omit<Order, Erasable>;
  items: OrderItem[];
  payment: Omit<PaymentSummary, 'createdAt'> | null;
}

/** An order with its items and its payment, from its entries in the event store alone, oldest first. */
export function rebuildOrder(events: readonly OrderEvent[]): RebuiltOrder {
  const [first] = events;
  if (first?.type !== 'order.placed') throw new Error('the history of an order begins with its placing');
  const placed = placedEntrySchema.parse(first.data);
  const facts = events.flatMap((event) => readFact(event) ?? []);
  const state = facts.reduce(evolveOrder, null as OrderState | null);
  const {
    payloadVersion: _form,
    lines,
    payment,
    country: _country,
    shippingMethod,
    shippingLabel,
    ...amounts
  } = placed;
  const { orderId: id, at: placedAt } = first;
  const method =
    shippingMethod === null || shippingLabel === null ? null : { code: shippingMethod, label: shippingLabel };
  return {
    order: {
      ...amounts,
      userId: facts.find((fact) => fact.type === 'order.claimed')?.userId ?? placed.userId,
      id,
      placedAt,
      shippingMethod: method,
      status: state?.status ?? 'PENDING',
      version: events.length,
    },
    items: lines.map(({ categories, ...line }) => ({ ...line, orderId: id, categoryPath: categories })),
    payment: payment && rebuildPayment(id, payment, { currency: placed.currency, facts }),
  };
}

function rebuildPayment(
  orderId: string,
  { id, provider, amount }: NonNullable<PlacedEntry['payment']>,
  { currency, facts }: { currency: string; facts: readonly OrderFact[] },
): RebuiltOrder['payment'] {
  const opened: NonNullable<RebuiltOrder['payment']> = {
    ...{ id, orderId, provider, amount, currency },
    providerReference: null,
    captured: 0,
    refunded: 0,
    status: 'PENDING',
  };
  return facts.reduce(evolvePaid, opened);
}

type Rebuilt = NonNullable<RebuiltOrder['payment']>;

function evolvePaid(payment: Rebuilt, fact: OrderFact): Rebuilt {
  switch (fact.type) {
    case 'payment.action_required':
      return { ...payment, providerReference: fact.reference, status: 'ACTION_REQUIRED' };
    case 'order.confirmed':
      return { ...payment, providerReference: fact.reference, status: 'AUTHORISED' };
    case 'payment.captured':
      return {
        ...payment,
        providerReference: fact.reference,
        captured: payment.captured + fact.amount,
        status: 'CAPTURED',
      };
    case 'payment.refunded': {
      const refunded = payment.refunded + fact.amount;
      return { ...payment, refunded, status: refunded === payment.captured ? 'REFUNDED' : 'CAPTURED' };
    }
    case 'order.cancelled': {
      const { payment: ended } = fact;
      return ended ? { ...payment, providerReference: ended.reference, status: ended.status } : payment;
    }
    case 'order.placed':
    case 'order.claimed':
    case 'payment.failed':
      return payment;
  }
}
