import { retryTransaction } from '@quartet/service-kit';
import { requireActive, type ActiveCustomer } from '../customers/customer.ts';
import { findCustomer } from '../customers/customers.repository.ts';
import type { Db } from '../database.ts';
import { findByNumbers, setDirectoryOwner } from './order-directory.repository.ts';
import { appendOrderEvents, lockOrder } from './order-life.repository.ts';
import { asPrinted } from './order-number.ts';
import type { Order } from './order.ts';
import { setOrderOwner } from './orders.repository.ts';

export type ClaimResult = { kind: 'claimed'; order: Order } | { kind: 'not_found' };

/**
 * Gives a guest's order to the account whose verified address it has; again it changes nothing. Of any other order the answer is
 * that there is none: neither number nor address is revealed.
 * @throws AppError SERVICE_UNAVAILABLE for an account that has not arrived yet, FORBIDDEN for one that may not buy
 */
export async function claimOrder(db: Db, userId: string, number: string): Promise<ClaimResult> {
  const printed = asPrinted(number);
  const [found, ids] = await Promise.all([
    findCustomer(db, userId),
    findByNumbers(db, printed === null ? [] : [printed]),
  ]);
  const customer = requireActive(found);
  const orderId = printed === null ? undefined : ids.get(printed);
  if (orderId === undefined) return { kind: 'not_found' };
  return retryTransaction(db, async (trx): Promise<ClaimResult> => {
    const order = (await lockOrder(trx, orderId))?.order;
    if (order === undefined) return { kind: 'not_found' };
    if (order.userId === customer.userId) return { kind: 'claimed', order };
    if (!mayClaim(customer, order)) return { kind: 'not_found' };
    const claimed: Order = { ...order, userId: customer.userId, version: order.version + 1 };
    const fact = { type: 'order.claimed', userId: customer.userId } as const;
    await appendOrderEvents(trx, { before: order, after: claimed, facts: [fact] });
    await setOrderOwner(trx, orderId, customer.userId);
    await setDirectoryOwner(trx, orderId, customer.userId);
    return { kind: 'claimed', order: claimed };
  });
}

/** A guest's order that was not erased, by the owner of its address. The first claim is final. */
function mayClaim({ email, emailVerified }: ActiveCustomer, order: Order): boolean {
  if (order.userId !== null || order.email === null || !emailVerified) return false;
  return order.email.toLowerCase() === email.toLowerCase();
}
