import type { Client } from '@elastic/elasticsearch';
import type { AnyEvent } from '@quartet/service-kit';
import type { IndexNames } from '../index/names.ts';
import { addChange, type Changes } from './changes.ts';
import { toProductFields } from './product-document.ts';
import { findUnplacedStock } from './unplaced-stock.ts';
import { writeChanges } from './write-changes.ts';

/** Takes over what the catalog published: the product and its rating, each only if newer. */
export async function handleCatalogEvents(
  client: Client,
  names: IndexNames,
  events: readonly AnyEvent[],
): Promise<void> {
  const changes: Changes = new Map();
  const products = new Map<string, string>();
  for (const event of events) {
    if (event.type !== 'product.changed') continue;
    const { data } = event;
    addChange(changes, data.productId, {
      product: { version: data.version, fields: toProductFields(data) },
      rating: { version: data.ratingVersion, average: data.rating.average, count: data.rating.count },
    });
    for (const { sku } of data.variants) products.set(sku, data.productId);
  }
  await writeChanges(client, names.products, changes);
  // After the write, not before: see unplaced-stock.ts.
  await writeChanges(client, names.products, await findUnplacedStock(client, names, products));
}
