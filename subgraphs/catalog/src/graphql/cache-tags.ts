import { categoryId, productId, type CacheTagRules } from '@quartet/service-kit';
import { ANY_CATEGORY, ANY_PRODUCT, tagOfCategory, tagOfProduct } from '../cache/cache-tags.ts';
import type { Category } from '../categories/category.ts';
import type { Product } from '../products/product.ts';
import type { QueryProductsByIdsArgs } from './types.generated.ts';
import type { VariantMapper } from './schema.mappers.ts';

/** Its attributes are read by the definitions of its category. */
const ofProduct = ({ id, categoryId: category }: Product) => [tagOfProduct(id), tagOfCategory(category)];

const isNone = (value: unknown) => value === null || value === undefined;
const inAnyProduct = () => [ANY_PRODUCT];
const inAnyList = () => [ANY_PRODUCT, ANY_CATEGORY];

/**
 * What an answer depends on. A product that is not shown is found by its id as long as it stays so; what was looked for by a
 * slug or a SKU in vain may be the next product that is saved.
 */
export const cacheTags: CacheTagRules = {
  objects: {
    Product: ofProduct,
    Variant: ({ product }: VariantMapper) => ofProduct(product),
    Category: ({ id }: Category) => [tagOfCategory(id)],
  },
  fields: {
    'Query.product': ({ value }) => (isNone(value) ? [ANY_PRODUCT] : []),
    'Query.products': inAnyList,
    'Query.productsByIds': ({ args }: { args: QueryProductsByIdsArgs }) =>
      args.ids.map((id) => tagOfProduct(productId(id))),
    'Query.variants': ({ value }) => (Array.isArray(value) && value.some(isNone) ? [ANY_PRODUCT] : []),
    'Query.category': ({ value }) => (isNone(value) ? [ANY_CATEGORY] : []),
    'Query.categories': () => [ANY_CATEGORY],
    'Category.children': () => [ANY_CATEGORY],
    'Category.products': inAnyList,
    'Category.productCount': inAnyList,
  },
  references: {
    Product: ({ id }: { id: string }) => [tagOfProduct(productId(id))],
    Category: ({ id }: { id: string }) => [tagOfCategory(categoryId(id))],
  },
  absent: { Variant: inAnyProduct },
};
