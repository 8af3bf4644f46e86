import type { Generated } from 'kysely';
import type { TaxClass } from '../sku-catalog/sku.ts';

export interface TaxRateTable {
  /** ISO 3166-1 alpha-2 */
  country: string;
  /** In capitals; '': the whole country. */
  region: string;
  tax_class: TaxClass;
  basis_points: number;
  version: Generated<number>;
  updated_at: Generated<Date>;
}
