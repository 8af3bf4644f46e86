import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';
import type { ShopSettings } from '../pricing/price-order.ts';

/** What staff decide. */
export interface SettingsTerms extends ShopSettings {
  /** From which number of available pieces on a SKU counts as low, unless it has its own; null: none does. */
  lowStockThreshold: number | null;
}

export interface SavedSettings extends SettingsTerms {
  version: number;
}

const COLUMNS = [
  'prices_include_tax as pricesIncludeTax',
  'default_weight_grams as defaultWeightGrams',
  'shipping_tax_class as shippingTaxClass',
  'low_stock_threshold as lowStockThreshold',
  'version',
] as const;

export async function findSettings(db: Db): Promise<SavedSettings | null> {
  return (await db.selectFrom('shop_settings').select(COLUMNS).executeTakeFirst()) ?? null;
}

/** As findSettings; others who would change them wait for the end of the transaction. */
export async function lockSettings(trx: Trx): Promise<SavedSettings | null> {
  return (await trx.selectFrom('shop_settings').select(COLUMNS).forUpdate().executeTakeFirst()) ?? null;
}

/** Null where there are settings already. */
export async function insertSettings(db: Db, settings: SettingsTerms): Promise<SavedSettings | null> {
  const row = await db
    .insertInto('shop_settings')
    .values(valuesOf(settings))
    .onConflict((conflict) => conflict.doNothing())
    .returning(COLUMNS)
    .executeTakeFirst();
  return row ?? null;
}

/** Null where they have another version by now, or none. */
export async function updateSettings(db: Db, settings: SettingsTerms, version: number): Promise<SavedSettings | null> {
  const row = await db
    .updateTable('shop_settings')
    .set({ ...valuesOf(settings), version: sql`version + 1`, updated_at: sql`now()` })
    .where('version', '=', version)
    .returning(COLUMNS)
    .executeTakeFirst();
  return row ?? null;
}

const valuesOf = ({ pricesIncludeTax, defaultWeightGrams, shippingTaxClass, lowStockThreshold }: SettingsTerms) => ({
  prices_include_tax: pricesIncludeTax,
  default_weight_grams: defaultWeightGrams,
  shipping_tax_class: shippingTaxClass,
  low_stock_threshold: lowStockThreshold,
});
