import { hasScope } from '@quartet/service-kit';
import { countAll } from '../../ordering/order-directory.repository.ts';
import { pageOfAll } from '../../ordering/order-lists.service.ts';
import { orderList } from '../order-list.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const orders: NonNullable<QueryResolvers['orders']> = async (_query, args, { viewer, db }) => {
  if (!hasScope(viewer, 'orders:read')) return null;
  return orderList(args, { page: (page) => pageOfAll(db, page), count: (filter) => countAll(db, filter) });
};
