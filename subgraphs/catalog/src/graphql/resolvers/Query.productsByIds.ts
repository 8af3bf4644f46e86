import { productId } from '@quartet/service-kit';
import { visibleTo } from '../../products/visibility.ts';
import { atMost } from '../at-most.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const productsByIds: NonNullable<QueryResolvers['productsByIds']> = async (
  _query,
  { ids },
  { loaders, viewer },
) => Promise.all(atMost(50, { ids }).map(async (id) => visibleTo(viewer, await loaders.product.load(productId(id)))));
