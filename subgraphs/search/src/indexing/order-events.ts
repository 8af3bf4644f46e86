import type { AnyEvent } from '@quartet/schema/events';
import type { Client } from '@elastic/elasticsearch';
import type { IndexNames } from '../search-index/names.ts';
import { addChange, type Changes } from './changes.ts';
import { recordSales, type Sale } from './popularity.ts';
import { findProductsOfSkus, findStock, saveStock, type SkuStock } from './stock-by-sku.ts';
import { writeChanges } from './write-changes.ts';

/** Takes over what orders published: stock per SKU, and what was bought as popularity. */
export async function handleOrderEvents(client: Client, names: IndexNames, events: readonly AnyEvent[]): Promise<void> {
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
  await saveStock(client, names, levels);
  const owners = await findProductsOfSkus(client, names, [...new Set(withoutProduct)]);
  for (const [productId, change] of await findStock(client, names, owners)) addChange(changes, productId, change);
  for (const [productId, popularity] of await recordSales(client, names, sales))
    addChange(changes, productId, { popularity });
  await writeChanges(client, names.products, changes);
}
