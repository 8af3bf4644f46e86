import type { Db } from '../database.ts';
import type { AnyEvent } from '@quartet/schema/events';
import { addChange, type Changes } from './changes.ts';
import { toProductFields } from './product-document.ts';
import { findStock, type SkuOfProduct } from './stock-by-sku.ts';
import { writeChanges } from './write-changes.ts';

/** Applies the catalog's events: the product and its rating, each only if newer. */
export async function handleCatalogEvents(db: Db, events: readonly AnyEvent[]): Promise<void> {
  const changes: Changes = new Map();
  const owners: SkuOfProduct[] = [];
  for (const event of events) {
    if (event.type !== 'product.changed') continue;
    const { data } = event;
    addChange(changes, data.productId, {
      product: { version: data.version, fields: toProductFields(data) },
      rating: { version: data.ratingVersion, average: data.rating.average, count: data.rating.count },
    });
    for (const { sku } of data.variants) owners.push({ sku, productId: data.productId });
  }
  await writeChanges(db.client, db.names.products, changes);
  // After the write, not before: see stock-by-sku.ts.
  await writeChanges(db.client, db.names.products, await findStock(db, owners));
}
