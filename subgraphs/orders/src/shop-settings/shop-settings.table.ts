import type { Generated } from 'kysely';
import type { TaxClass } from '../sku-catalog/sku.ts';

/** One row at most. */
export interface ShopSettingsTable {
  only_row: Generated<true>;
  prices_include_tax: boolean;
  default_weight_grams: number | null;
  shipping_tax_class: TaxClass;
  version: Generated<number>;
  updated_at: Generated<Date>;
}
