import { parseInput, retryTransaction, wakeOutbox, type Actor } from '@quartet/service-kit';
import { PRODUCT_LIMITS, STOCK_LIMITS } from '@quartet/schema/limits';
import { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
import type { Db } from '../database.ts';
import type { ShopSettings } from '../pricing/price-order.ts';
import { TAX_CLASSES } from '../sku-catalog/sku.ts';
import {
  findSettings,
  insertSettings,
  lockSettings,
  updateSettings,
  type SavedSettings,
  type SettingsTerms,
} from './shop-settings.repository.ts';

/** What holds while a shop has saved none. */
export const DEFAULT_SETTINGS: ShopSettings = {
  pricesIncludeTax: true,
  defaultWeightGrams: null,
  shippingTaxClass: 'STANDARD',
};

const inputSchema = z.object({
  pricesIncludeTax: z.boolean(),
  defaultWeightGrams: z.int().min(0).max(PRODUCT_LIMITS.weightGrams).nullish(),
  shippingTaxClass: z.enum(TAX_CLASSES).nullish(),
  lowStockThreshold: z.int().min(0).max(STOCK_LIMITS.onHand).nullish(),
  version: z.int().nullish(),
});

export type SaveSettingsResult =
  { kind: 'saved'; settings: SavedSettings } | { kind: 'concurrent'; currentVersion: number };

/** The shop's settings; version 0 while it has saved none. */
export async function shopSettings(db: Db): Promise<SavedSettings> {
  return (await findSettings(db)) ?? { ...DEFAULT_SETTINGS, lowStockThreshold: null, version: 0 };
}

/** Saves what follows on `version`; the first settings follow on none, or on 0. */
export async function saveShopSettings(
  db: Db,
  by: Actor,
  input: z.input<typeof inputSchema>,
): Promise<SaveSettingsResult> {
  const { version, ...given } = parseInput(inputSchema, input);
  const wanted: SettingsTerms = {
    pricesIncludeTax: given.pricesIncludeTax,
    defaultWeightGrams: given.defaultWeightGrams ?? null,
    shippingTaxClass: given.shippingTaxClass ?? DEFAULT_SETTINGS.shippingTaxClass,
    lowStockThreshold: given.lowStockThreshold ?? null,
  };
  const settings = await retryTransaction(db, async (trx) => {
    const before = await lockSettings(trx);
    const after = version ? await updateSettings(trx, wanted, version) : await insertSettings(trx, wanted);
    if (after !== null) {
      await recordAudit(trx, by, { action: 'shop_settings.saved', subject: 'shop_settings', before, after });
    }
    return after;
  });
  if (settings === null) return { kind: 'concurrent', currentVersion: (await findSettings(db))?.version ?? 0 };
  wakeOutbox(db);
  return { kind: 'saved', settings };
}
