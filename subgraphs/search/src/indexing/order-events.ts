import type { Db } from '../database.ts';
import type { AnyEvent } from '@quartet/schema/events';
import { addChange, type Changes } from './changes.ts';
import { recordSales, type Sale } from './popularity.ts';
import { findProductsOfSkus, findStock, saveStock, type SkuStock } from './stock-by-sku.ts';
import { writeChanges } from './write-changes.ts';

/** Applies orders' events: the stock of each SKU, and order lines as popularity. */
export async function handleOrderEvents(db: Db, events: readonly AnyEvent[]): Promise<void> {
  const changes: Changes = new Map();
  const levels: SkuStock[] = [];
  const withoutProduct: string[] = [];
  const sales: Sale[] = [];
  for (const event of events) {
    if (event.type === 'stock.changed') {
      const { sku, productId, available, version } = event.data;
      levels.push({ sku, available, version });
      if (productId === null) withoutProduct.push(sku);
      else addChange(changes, productId, { stock: new Map([[sku, { available, version }]]) });
    } else if (event.type === 'order.placed') {
      const { orderId, placedAt, lines } = event.data;
      for (const { sku, productId, quantity } of lines) sales.push({ orderId, sku, productId, quantity, placedAt });
    }
  }
  await saveStock(db, levels);
  const owners = await findProductsOfSkus(db, [...new Set(withoutProduct)]);
  for (const [productId, change] of await findStock(db, owners)) addChange(changes, productId, change);
  for (const [productId, popularity] of await recordSales(db, sales)) addChange(changes, productId, { popularity });
  await writeChanges(db.client, db.names.products, changes);
}
