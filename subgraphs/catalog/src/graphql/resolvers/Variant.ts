import { sku } from '@quartet/service-kit';
import { presentAttributes } from '../../products/attributes.ts';
import { shownTo, variantIsShownTo } from '../../products/visibility.ts';
import { categoryOf } from '../category-of.ts';
import type { VariantResolvers } from '../types.generated.ts';

export const Variant: VariantResolvers = {
  __resolveReference: async (reference, { loaders, viewer }) => {
    const product = await loaders.productOfSku.load(sku(reference.sku));
    const variant = product?.variants.find((it) => it.sku === reference.sku);
    return product && variant && variantIsShownTo(viewer, product) ? { product, variant } : null;
  },
  sku: ({ variant }) => variant.sku,
  product: ({ product }, _args, { viewer }) => shownTo(viewer, product),
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
};
