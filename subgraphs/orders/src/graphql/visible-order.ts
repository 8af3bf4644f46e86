import { isUuid, orderId } from '@quartet/service-kit';
import type { Context } from '../context.ts';
import type { OrderRow } from '../ordering/orders.repository.ts';
import { maySeeOrdersOf } from '../ordering/orders.service.ts';

/** The order, or null where there is none or it is not the viewer's to see: nobody learns which of the two. */
export async function visibleOrder(id: string, { viewer, loaders }: Context): Promise<OrderRow | null> {
  if (viewer.kind === 'anonymous' || !isUuid(id)) return null;
  const order = await loaders.order.load(orderId(id));
  return order !== null && maySeeOrdersOf(viewer, order.user_id) ? order : null;
}

/** Longer is no number of ours. */
const MAX_NUMBER = 50;

/**
 * The order with this number for its owner and for staff, and a guest's order for whoever knows its e-mail address too;
 * null else. An order of an account is not shown for its address: its owner signs in.
 */
export async function visibleOrderOfNumber(
  number: string,
  email: string | null,
  { viewer, loaders }: Context,
): Promise<OrderRow | null> {
  if (viewer.kind === 'anonymous' && email === null) return null;
  const asPrinted = number.trim().toUpperCase();
  if (asPrinted.length > MAX_NUMBER) return null;
  const order = await loaders.orderByNumber.load(asPrinted);
  if (order === null) return null;
  const knowsAddress = email !== null && order.email?.toLowerCase() === email.trim().toLowerCase();
  return maySeeOrdersOf(viewer, order.user_id) || (order.user_id === null && knowsAddress) ? order : null;
}
