import type { VariantResolvers } from '../types.generated.ts';

export const Variant: VariantResolvers = {
  __resolveReference: ({ sku, ...given }) => ({
    sku,
    weightGrams: 'weightGrams' in given ? given.weightGrams : null,
  }),
  sku: (variant) => variant.sku,
  availability: (variant, _args, { loaders }) => loaders.availability.load(variant.sku),
  shippingEstimate: ({ sku, weightGrams }, { country }, { loaders }) =>
    loaders.shippingEstimate(country).load({ sku, weightGrams: weightGrams ?? null }),
};
