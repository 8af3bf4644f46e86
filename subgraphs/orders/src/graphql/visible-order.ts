import { isUuid } from '@quartet/service-kit';
import type { Context } from '../context.ts';
import type { OrderRow } from '../ordering/orders.repository.ts';
import { maySeeOrdersOf } from '../ordering/orders.service.ts';

/** The order, or null where there is none or it is not the viewer's to see: nobody learns which of the two. */
export async function visibleOrder(id: string, { viewer, loaders }: Context): Promise<OrderRow | null> {
  if (viewer.kind === 'anonymous' || !isUuid(id)) return null;
  const order = await loaders.order.load(id.toLowerCase());
  return order !== null && maySeeOrdersOf(viewer, order.user_id) ? order : null;
}
