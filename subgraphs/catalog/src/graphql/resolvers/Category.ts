import { AppError, categoryId } from '@quartet/service-kit';
import { listProducts } from '../../products/product-list.service.ts';
import { listableStatuses } from '../../products/visibility.ts';
import type { CategoryResolvers } from '../types.generated.ts';

export const Category: CategoryResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.category.load(categoryId(id)),
  id: (category) => category.id,
  slug: (category) => category.slug,
  name: (category) => category.name,
  parent: (category, _args, { loaders }) =>
    category.parentId === null ? null : loaders.category.load(category.parentId),
  children: async (category, _args, { loaders }) => (await loaders.children.load(category.id)) ?? [],
  ancestors: async (category, _args, { loaders }) => {
    const ancestors = await Promise.all(category.ancestorIds.map((id) => loaders.category.load(id)));
    return ancestors.filter((ancestor) => ancestor !== null);
  },
  attributeDefinitions: (category) => category.attributeDefinitions,
  products: (category, args, { db, viewer }) => {
    if (args.filter?.categoryId) {
      throw new AppError(
        'BAD_USER_INPUT',
        'Leave out filter.categoryId: these are the products of one category already',
      );
    }
    return listProducts(db, {
      filter: { ...args.filter, categoryId: category.id, status: listableStatuses(viewer, args.filter?.status) },
      sort: args.sort ?? 'NEWEST',
      first: args.first ?? null,
      after: args.after ?? null,
    });
  },
  productCount: async (category, _args, { loaders }) => (await loaders.productCount.load(category.id)) ?? 0,
  version: (category) => category.version,
};
