import type { Resolvers } from '../types.generated.ts';
import { Category } from './Category.ts';
import { Product } from './Product.ts';
import { categories } from './Query.categories.ts';
import { category } from './Query.category.ts';
import { product } from './Query.product.ts';
import { products } from './Query.products.ts';
import { Variant } from './Variant.ts';

/** service-kit brings these. */
type Scalar = 'Currency' | 'DateTime' | 'SafeInt' | 'URL';
/** Handed on as they are: their parents' resolvers return every field of them. */
type Plain =
  | 'Attribute'
  | 'AttributeDefinition'
  | 'Image'
  | 'Money'
  | 'PageInfo'
  | 'PriceRange'
  | 'ProductConnection'
  | 'ProductEdge'
  | 'Rating'
  | 'UnmatchedFilter';

export const resolvers: Omit<Resolvers, Scalar | Plain> = {
  Query: { product, products, category, categories },
  Product,
  Variant,
  Category,
};
