import { eventContract, newEvent, type EventOf } from '@quartet/schema/events';
import { appendToOutbox } from '@quartet/service-kit';
import type { Trx } from '../database.ts';
import { lockLevels, withProducts } from './inventory.repository.ts';
import { hasFallen } from './low-stock.ts';
import type { ProductStock, ProductStockChange, StockChange, StockLevel } from './stock.ts';

/** Publishes the stock as it stands after these changes, and of what fell to its threshold by them that it is low. */
export async function publishChanges(trx: Trx, changes: readonly StockChange[]): Promise<void> {
  await appendToOutbox(trx, eventContract, stockEvents(await withProducts(trx, changes)));
}

/** What is published of these changes. */
export function stockEvents(levels: readonly ProductStockChange[]): EventOf<'stock.changed' | 'stock.low'>[] {
  const low = levels.flatMap((level) => {
    const { onHand, reserved, rise, threshold } = level;
    const available = onHand - reserved;
    const before = { available: available - rise, threshold };
    return hasFallen(before, { available, threshold }) ? stockLowEvent(level, threshold) : [];
  });
  return [...stockChangedEvents(levels), ...low];
}

/** Publishes the current stock of these SKUs: their product changed, and consumers keep the stock with the product. */
export async function republishStock(trx: Trx, skus: readonly string[]): Promise<number> {
  const levels = await withProducts(trx, await lockLevels(trx, skus));
  await appendToOutbox(trx, eventContract, stockChangedEvents(levels));
  return levels.length;
}

/** Publishes that a SKU is low by the threshold that it was given now. */
export async function publishLowStock(trx: Trx, level: StockLevel, threshold: number | null): Promise<void> {
  const events = (await withProducts(trx, [level])).flatMap((found) => stockLowEvent(found, threshold));
  await appendToOutbox(trx, eventContract, events);
}

/** What is published of these levels. */
export function stockChangedEvents(levels: readonly ProductStock[]) {
  return levels.map((level) =>
    newEvent('stock.changed', {
      source: '/orders',
      subject: level.sku,
      version: level.version,
      data: {
        sku: level.sku,
        productId: level.productId,
        available: level.onHand - level.reserved,
        version: level.version,
      },
    }),
  );
}

function stockLowEvent(level: ProductStock, threshold: number | null): EventOf<'stock.low'>[] {
  if (threshold === null) return [];
  const { sku, productId, onHand, reserved, version } = level;
  const data = { sku, productId, available: onHand - reserved, threshold, version };
  return [newEvent('stock.low', { source: '/orders', subject: sku, version, data })];
}
