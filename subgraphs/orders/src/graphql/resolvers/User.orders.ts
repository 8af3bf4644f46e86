import { isUuid, userId } from '@quartet/service-kit';
import { maySeeOrdersOf } from '../../ordering/order.ts';
import { orderList } from '../order-list.ts';
import type { UserResolvers } from '../types.generated.ts';

export const orders: UserResolvers['orders'] = async (user, args, { viewer, loaders }) => {
  const id = userId(user.id);
  if (!isUuid(id) || !maySeeOrdersOf(viewer, id)) return null;
  return orderList(args, {
    page: async (page) => (await loaders.ordersOfUser(page).load(id)) ?? [],
    count: async (filter) => (await loaders.orderCountOfUser(filter).load(id)) ?? 0,
  });
};
