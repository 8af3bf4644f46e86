import { categoryId } from '@quartet/service-kit';
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
  productCount: async (category, _args, { loaders }) => (await loaders.productCount.load(category.id)) ?? 0,
  version: (category) => category.version,
};
