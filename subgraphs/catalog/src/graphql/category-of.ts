import { AppError, SAFE_MESSAGES } from '@quartet/service-kit';
import type { Category } from '../categories/category.ts';
import type { Product } from '../products/product.ts';
import type { Loaders } from './loaders.ts';

/** The product's category. It always exists: categories are not deleted. */
export async function categoryOf(product: Product, loaders: Loaders): Promise<Category> {
  const category = await loaders.category.load(product.categoryId);
  if (category) return category;
  throw new AppError('INTERNAL_SERVER_ERROR', SAFE_MESSAGES.internal, {
    cause: new Error(`Product ${product.id} is in category ${product.categoryId}, which is not there`),
  });
}
