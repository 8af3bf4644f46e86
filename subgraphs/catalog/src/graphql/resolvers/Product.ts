import { productId } from '@quartet/service-kit';
import { presentAttributes } from '../../products/attributes.ts';
import { priceRangeOf } from '../../products/product.ts';
import { visibleTo } from '../../products/visibility.ts';
import { categoryOf } from '../category-of.ts';
import type { ProductResolvers } from '../types.generated.ts';

export const Product: ProductResolvers = {
  __resolveReference: async ({ id }, { loaders, viewer }) =>
    visibleTo(viewer, await loaders.product.load(productId(id))),
  id: (product) => product.id,
  slug: (product) => product.slug,
  name: (product) => product.name,
  brand: (product) => product.brand,
  shortDescription: (product) => product.shortDescription,
  description: (product) => product.description,
  status: (product) => product.status,
  category: (product, _args, { loaders }) => categoryOf(product, loaders),
  images: (product) => product.images,
  attributes: async (product, _args, { loaders }) => {
    const { attributeDefinitions } = await categoryOf(product, loaders);
    return presentAttributes(attributeDefinitions, product.attributes);
  },
  tags: (product) => product.tags,
  variants: (product) => product.variants.map((variant) => ({ product, variant })),
  priceRange: (product) => priceRangeOf(product.variants),
  rating: (product) => product.rating,
  publishedAt: (product) => product.publishedAt,
  version: (product) => product.version,
};
