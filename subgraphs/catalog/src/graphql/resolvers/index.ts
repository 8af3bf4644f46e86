import type { OwnResolvers } from '../types.generated.ts';
import { Category } from './Category.ts';
import { Product } from './Product.ts';
import { categories } from './Query.categories.ts';
import { category } from './Query.category.ts';
import { product } from './Query.product.ts';
import { products } from './Query.products.ts';
import { productsByIds } from './Query.productsByIds.ts';
import { variants } from './Query.variants.ts';
import { Variant } from './Variant.ts';

export const resolvers: OwnResolvers = {
  Query: { product, products, productsByIds, variants, category, categories },
  Product,
  Variant,
  Category,
};
