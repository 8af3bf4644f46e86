import { presentAttributes } from '../../products/attributes.ts';
import { visibleTo } from '../../products/visibility.ts';
import { categoryOf } from '../category-of.ts';
import type { VariantResolvers } from '../types.generated.ts';
import { visibleVariant } from '../visible-variant.ts';

export const Variant: VariantResolvers = {
  __resolveReference: (reference, context) => visibleVariant(reference.sku, context),
  sku: ({ variant }) => variant.sku,
  product: ({ product }, _args, { viewer }) => visibleTo(viewer, product),
  name: ({ variant }) => variant.name,
  attributes: async ({ product, variant }, _args, { loaders }) => {
    const { attributeDefinitions } = await categoryOf(product, loaders);
    return presentAttributes(attributeDefinitions, variant.attributes);
  },
  images: ({ variant }) => variant.images,
  price: ({ variant }) => variant.price,
  barcode: ({ variant }) => variant.barcode,
  weightGrams: ({ variant }) => variant.weightGrams,
  taxClass: ({ variant }) => variant.taxClass,
  requiresShipping: ({ variant }) => variant.requiresShipping ?? true,
};
