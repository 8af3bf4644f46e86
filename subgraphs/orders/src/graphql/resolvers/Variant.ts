import type { VariantResolvers } from '../types.generated.ts';

export const Variant: VariantResolvers = {
  __resolveReference: ({ sku }) => ({ sku }),
  sku: (variant) => variant.sku,
  availability: (variant, _args, { loaders }) => loaders.availability.load(variant.sku),
};
