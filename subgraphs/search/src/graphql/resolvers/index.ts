import type { OwnResolvers } from '../types.generated.ts';
import { Category } from './Category.ts';
import { Product } from './Product.ts';
import { searchProducts } from './Query.searchProducts.ts';

export const resolvers: OwnResolvers = {
  Query: { searchProducts },
  Product,
  Category,
};
