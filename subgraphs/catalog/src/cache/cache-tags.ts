import type { CategoryId, ProductId } from '@quartet/service-kit';

/** Of the router's entity cache: what the relay raises, and what answers say they depend on. */

/** Raised with every change of any product: lists, counts, and what was looked for and not found. */
export const ANY_PRODUCT = 'products';
/** Raised with every change of any category. */
export const ANY_CATEGORY = 'categories';

export const tagOfProduct = (id: ProductId): string => `Product:${id}`;
export const tagOfCategory = (id: CategoryId): string => `Category:${id}`;
