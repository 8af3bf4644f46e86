import type { Generated, JSONColumnType } from 'kysely';
import type { CategoryStep, TaxClass } from './sku.ts';

/** The newest version of each product that was applied. */
export interface SkuCatalogProductTable {
  product_id: string;
  version: number;
}

/** The copy of each SKU, see CatalogSku. */
export interface SkuCatalogTable {
  sku: string;
  product_id: string;
  product_name: string;
  variant_name: string;
  image_url: string | null;
  /** Minor units; null together with the currency. */
  price_amount: number | null;
  currency: string | null;
  weight_grams: number | null;
  tax_class: TaxClass;
  requires_shipping: Generated<boolean>;
  category_path: JSONColumnType<CategoryStep[]>;
  purchasable: boolean;
  version: number;
  updated_at: Generated<Date>;
}
