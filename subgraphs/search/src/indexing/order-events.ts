import type { Client } from '@elastic/elasticsearch';
import type { AnyEvent } from '@quartet/service-kit';
import type { IndexNames } from '../index/names.ts';
import { addChange, type Changes, type StockLevel } from './changes.ts';
import { type Sale, keepSales, popularityOf } from './popularity.ts';
import { findProductsOfSkus, keepUnplacedStock } from './unplaced-stock.ts';
import { writeChanges } from './write-changes.ts';

/** Takes over what orders published: stock per SKU, and what was bought as popularity. */
export async function handleOrderEvents(client: Client, names: IndexNames, events: readonly AnyEvent[]): Promise<void> {
  const changes: Changes = new Map();
  const unplaced: (StockLevel & { sku: string })[] = [];
  const sales: Sale[] = [];
  for (const event of events) {
    if (event.type === 'stock.changed') {
      const { sku, productId, available, version } = event.data;
      if (productId === null) unplaced.push({ sku, available, version });
      else addChange(changes, productId, { stock: { [sku]: { available, version } } });
    } else if (event.type === 'order.placed') {
      const { orderId, placedAt, lines } = event.data;
      for (const { sku, productId, quantity } of lines) sales.push({ orderId, sku, productId, quantity, placedAt });
    }
  }
  await keepUnplacedStock(client, names, unplaced);
  const products = await findProductsOfSkus(client, names, [...new Set(unplaced.map(({ sku }) => sku))]);
  for (const { sku, available, version } of unplaced) {
    const productId = products.get(sku);
    if (productId !== undefined) addChange(changes, productId, { stock: { [sku]: { available, version } } });
  }
  await keepSales(client, names, sales);
  for (const [productId, popularity] of await popularityOf(client, names, sales))
    addChange(changes, productId, { popularity });
  await writeChanges(client, names.products, changes);
}
