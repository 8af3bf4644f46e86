import type { Category } from '../categories/category.ts';
import type { Attribute } from '../products/attributes.ts';
import type { ProductConnection } from '../products/product-list.service.ts';
import type { Product, Variant } from '../products/product.ts';

/** What resolvers return for a type of the schema. */
export type ProductMapper = Product;
export type CategoryMapper = Category;
export type AttributeMapper = Attribute;
export type ProductConnectionMapper = ProductConnection;
/** A variant is part of its product. */
export interface VariantMapper {
  product: Product;
  variant: Variant;
}
