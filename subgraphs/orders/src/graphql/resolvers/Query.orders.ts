import { hasScope } from '@quartet/service-kit';
import { countOfAll, pageOfAll } from '../../ordering/orders.service.ts';
import { orderList } from '../order-list.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const orders: NonNullable<QueryResolvers['orders']> = async (_query, args, { viewer, db }) => {
  if (!hasScope(viewer, 'orders:read')) return null;
  return orderList(args, { page: (page) => pageOfAll(db, page), count: (filter) => countOfAll(db, filter) });
};
