import type { Trx } from '../database.ts';
import {
  decideOrder,
  evolveOrder,
  type OrderCommand,
  type OrderFact,
  type OrderRefusal,
  type OrderState,
} from './order-life.ts';
import { appendOrderEvents, lockOrder, type LockedOrder } from './order-life.repository.ts';
import type { Order } from './order.ts';

export type CommandedOrder =
  | { kind: 'changed'; order: Order; facts: OrderFact[] }
  | { kind: 'refused'; reason: OrderRefusal; order: Order | null };

/** What was decided: `write` writes the events with the state that they explain, in one statement. */
export type DecidedOrder =
  | { kind: 'changed'; order: Order; facts: OrderFact[]; write: (trx: Trx) => Promise<void> }
  | { kind: 'refused'; reason: OrderRefusal; order: Order | null };

/** Decides on an order that the caller's transaction holds; null where there is none. */
export function decideOnOrder(locked: LockedOrder | null, command: OrderCommand): DecidedOrder {
  if (locked === null) return { kind: 'refused', reason: 'not_placed', order: null };
  const { order, facts: history } = locked;
  const before = history.reduce(evolveOrder, null as OrderState | null);
  const decision = decideOrder(before, command);
  if (decision.kind === 'refused') return { ...decision, order };
  const { facts } = decision;
  const status = facts.reduce(evolveOrder, before)?.status ?? order.status;
  const after: Order = { ...order, status, version: order.version + facts.length };
  return {
    kind: 'changed',
    order: after,
    facts,
    write: (trx) => appendOrderEvents(trx, { before: order, after, facts }),
  };
}

/**
 * Locks the order, decides, and writes the events with the state that they explain. A transaction that locks more locks the
 * order first, then its payment, then stock in SKU order, then the promotion.
 */
export async function commandOrder(trx: Trx, orderId: string, command: OrderCommand): Promise<CommandedOrder> {
  const decided = decideOnOrder(await lockOrder(trx, orderId), command);
  if (decided.kind === 'refused') return decided;
  const { write, ...changed } = decided;
  await write(trx);
  return changed;
}
