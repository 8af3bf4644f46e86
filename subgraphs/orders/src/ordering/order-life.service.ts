import type { Trx } from '../database.ts';
import {
  decideOrder,
  evolveOrder,
  type OrderCommand,
  type OrderFact,
  type OrderRefusal,
  type OrderState,
} from './order-life.ts';
import { appendOrderEvents, lockOrder } from './order-life.repository.ts';
import type { Order } from './order.ts';

export type CommandedOrder =
  | { kind: 'changed'; order: Order; facts: OrderFact[] }
  | { kind: 'refused'; reason: OrderRefusal; order: Order | null };

/**
 * Locks the order, decides, and writes the events with the state that they explain. A transaction that locks more locks the
 * order first, then stock in SKU order, then the promotion.
 */
export async function commandOrder(trx: Trx, orderId: string, command: OrderCommand): Promise<CommandedOrder> {
  const locked = await lockOrder(trx, orderId);
  if (locked === null) return { kind: 'refused', reason: 'not_placed', order: null };
  const { order, facts: history } = locked;
  const before = history.reduce(evolveOrder, null as OrderState | null);
  const decision = decideOrder(before, command);
  if (decision.kind === 'refused') return { ...decision, order };
  const { facts } = decision;
  const status = facts.reduce(evolveOrder, before)?.status ?? order.status;
  const changed: Order = { ...order, status, version: order.version + facts.length };
  await appendOrderEvents(trx, { before: order, after: changed, facts });
  return { kind: 'changed', order: changed, facts };
}
