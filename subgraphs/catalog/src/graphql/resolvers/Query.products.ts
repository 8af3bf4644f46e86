import { listProducts } from '../../products/product-list.service.ts';
import { listableStatuses } from '../../products/visibility.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const products: NonNullable<QueryResolvers['products']> = (_query, args, { db, viewer }) =>
  listProducts(db, {
    filter: { ...args.filter, status: listableStatuses(viewer, args.filter?.status) },
    sort: args.sort ?? 'NEWEST',
    first: args.first ?? null,
    after: args.after ?? null,
  });
