import { categoryId, pageSize } from '@quartet/service-kit';
import type { CategoryResolvers } from '../types.generated.ts';

const MAX_FACETS = 20;
/** The default of the schema, also for null. */
const FACETS = 5;

export const Category: CategoryResolvers = {
  __resolveReference: ({ id }) => ({ id: categoryId(id) }),
  id: ({ id }) => id,
  facets: async ({ id }, { first }, { loaders }) => {
    const size = pageSize(first, MAX_FACETS, FACETS);
    const facets = await loaders.facetsOfCategory.load(id);
    return facets?.slice(0, size) ?? [];
  },
};
