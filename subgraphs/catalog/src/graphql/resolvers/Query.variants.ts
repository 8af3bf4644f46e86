import { atMost } from '../at-most.ts';
import type { QueryResolvers } from '../types.generated.ts';
import { visibleVariant } from '../visible-variant.ts';

export const variants: NonNullable<QueryResolvers['variants']> = async (_query, { skus }, context) =>
  Promise.all(atMost(50, { skus }).map((sku) => visibleVariant(sku, context)));
