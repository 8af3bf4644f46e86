import type { Generated, JSONColumnType } from 'kysely';

export interface CategoryStep {
  id: string;
  slug: string;
  name: string;
}

/** The newest version of each product that was taken over. */
export interface SkuCatalogProductTable {
  product_id: string;
  version: number;
}

/** What an order needs to know of a SKU, as the catalog last told it. */
export interface SkuCatalogTable {
  sku: string;
  product_id: string;
  product_name: string;
  variant_name: string;
  image_url: string | null;
  /** Minor units; null where the SKU has no price. */
  price_amount: number | null;
  currency: string | null;
  weight_grams: number | null;
  tax_class: 'STANDARD' | 'REDUCED' | 'ZERO';
  /** From the root to the product's own category. */
  category_path: JSONColumnType<CategoryStep[]>;
  purchasable: boolean;
  version: number;
  updated_at: Generated<Date>;
}
