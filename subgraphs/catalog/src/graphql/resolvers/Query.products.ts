import { categoryId } from '@quartet/service-kit';
import { listProducts } from '../../products/product-list.ts';
import { listableStatuses } from '../../products/visibility.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const products: NonNullable<QueryResolvers['products']> = (_query, args, { db, viewer }) => {
  const { categoryId: id, status, ...filter } = args.filter ?? {};
  return listProducts(db, {
    filter: { ...filter, categoryId: id ? categoryId(id) : null, status: listableStatuses(viewer, status) },
    sort: args.sort ?? 'NEWEST',
    first: args.first ?? null,
    after: args.after ?? null,
  });
};
