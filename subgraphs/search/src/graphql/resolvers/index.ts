import { Category } from './category.ts';
import { Product } from './product.ts';
import { searchProducts } from './search-products.ts';

/** All other types are plain data: what the query functions return is what their fields answer. */
export const resolvers = { Query: { searchProducts }, Product, Category };
