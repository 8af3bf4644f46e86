import { isUuid, orderId } from '@quartet/service-kit';
import type { Context } from '../context.ts';
import { asPrinted } from '../ordering/order-number.ts';
import { maySeeOrdersOf, type Order } from '../ordering/order.ts';

/** The order, or null where there is none or the viewer may not see it: the answer does not reveal which. */
export async function visibleOrder(id: string, { viewer, loaders }: Context): Promise<Order | null> {
  if (viewer.kind === 'anonymous' || !isUuid(id)) return null;
  const order = await loaders.order.load(orderId(id));
  return order !== null && maySeeOrdersOf(viewer, order.userId) ? order : null;
}

/**
 * The order with this number, for its owner, for staff, and for any viewer who also knows the e-mail address of a guest's
 * order; otherwise null. The address alone does not show an account's order: its owner signs in.
 */
export async function visibleOrderOfNumber(
  number: string,
  email: string | null,
  { viewer, loaders }: Context,
): Promise<Order | null> {
  if (viewer.kind === 'anonymous' && email === null) return null;
  const printed = asPrinted(number);
  if (printed === null) return null;
  const order = await loaders.orderByNumber.load(printed);
  if (order === null) return null;
  const knowsAddress = email !== null && order.email?.toLowerCase() === email.trim().toLowerCase();
  return maySeeOrdersOf(viewer, order.userId) || (order.userId === null && knowsAddress) ? order : null;
}
