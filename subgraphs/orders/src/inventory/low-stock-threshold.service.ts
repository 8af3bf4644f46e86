import { lineText, parseInput, retryTransaction, wakeOutbox, type Actor } from '@quartet/service-kit';
import { PRODUCT_LIMITS, STOCK_LIMITS } from '@quartet/schema/limits';
import { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
import type { Db } from '../database.ts';
import { setThreshold } from './inventory.repository.ts';
import { hasFallen } from './low-stock.ts';
import { publishLowStock } from './stock-events.ts';
import { findStock } from './stock-records.repository.ts';
import type { StockRecord } from './stock.ts';

const inputSchema = z.object({
  sku: lineText({ max: PRODUCT_LIMITS.sku }),
  threshold: z.int().min(0).max(STOCK_LIMITS.onHand).nullish(),
});

export type SetThresholdResult = { kind: 'set'; stock: StockRecord } | { kind: 'unknown_sku'; sku: string };

/** Sets from which number on a SKU counts as low, and publishes that it is, where it was not before. */
export async function setLowStockThreshold(
  db: Db,
  by: Actor,
  input: z.input<typeof inputSchema>,
): Promise<SetThresholdResult> {
  const { sku, threshold = null } = parseInput(inputSchema, input);
  const stock = await retryTransaction(db, async (trx) => {
    const level = await setThreshold(trx, sku, threshold);
    if (level === null) return null;
    const available = level.onHand - level.reserved;
    if (hasFallen({ available, threshold: level.before }, { available, threshold: level.now })) {
      await publishLowStock(trx, level, level.now);
    }
    const change = { action: 'low_stock_threshold.saved', subject: `sku:${sku}` };
    await recordAudit(trx, by, { ...change, before: { threshold: level.own }, after: { threshold } });
    return (await findStock(trx, [sku])).get(sku) ?? null;
  });
  if (stock === null) return { kind: 'unknown_sku', sku };
  wakeOutbox(db);
  return { kind: 'set', stock };
}
