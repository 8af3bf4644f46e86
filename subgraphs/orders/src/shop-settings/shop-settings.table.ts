import type { Generated } from 'kysely';
import type { TaxClass } from '../sku-catalog/sku.ts';

/** One row at most. */
export interface ShopSettingsTable {
  only_row: Generated<true>;
  prices_include_tax: boolean;
  default_weight_grams: number | null;
  shipping_tax_class: TaxClass;
  /** Of SKUs without one of their own; null: none. */
  low_stock_threshold: Generated<number | null>;
  version: Generated<number>;
  updated_at: Generated<Date>;
}
