import type { OwnResolvers } from '../types.generated.ts';
import { Category } from './category.ts';
import { Product } from './product.ts';
import { searchProducts } from './search-products.ts';

export const resolvers: OwnResolvers = { Query: { searchProducts }, Product, Category };
