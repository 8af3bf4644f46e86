import { pageSize, productId } from '@quartet/service-kit';
import type { ProductResolvers } from '../types.generated.ts';

const MAX_SIMILAR = 24;
/** The default of the schema, also for null. */
const SIMILAR = 6;

/** Any id is accepted: the catalog decides whether the product exists. */
export const Product: ProductResolvers = {
  __resolveReference: ({ id }) => ({ id: productId(id) }),
  id: ({ id }) => id,
  similar: async ({ id }, { first }, { loaders }) => {
    const size = pageSize(first, MAX_SIMILAR, SIMILAR);
    if (size === 0) return [];
    const ids = await loaders.similar.load({ productId: id, first: size });
    return ids?.map((similarId) => ({ id: similarId })) ?? [];
  },
};
