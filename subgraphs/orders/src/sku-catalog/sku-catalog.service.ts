import type { EventOf, ProductChanged } from '@quartet/schema/events';
import { cleanText, retryTransaction, wakeOutbox } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { republishStock } from '../inventory/stock-events.ts';
import { upsertNewerProducts } from './sku-catalog.repository.ts';
import type { ProductCopy, SkuCopy } from './sku.ts';

/**
 * Applies `product.changed` events to the copies of SKUs, in one statement. Late, repeated and reordered events do no
 * harm: only a newer version of a product is applied. The stock of a SKU that moved to another product, or is new, is
 * republished in the same transaction, since consumers keep it with the product.
 */
export async function applyProductChanges(db: Db, events: readonly EventOf<'product.changed'>[]): Promise<void> {
  const newest = new Map<string, ProductChanged>();
  for (const { data } of events) {
    const known = newest.get(data.productId);
    if (known === undefined || known.version < data.version) newest.set(data.productId, data);
  }
  const products = [...newest.values()];
  if (products.length === 0) return;
  const published = await retryTransaction(db, async (trx) => {
    const moved = await upsertNewerProducts(trx, products.map(toProductCopy), products.flatMap(toSkuCopies));
    return moved.length === 0 ? 0 : republishStock(trx, moved);
  });
  if (published > 0) wakeOutbox(db);
}

/** Names that were saved before the catalog rejected such characters may contain U+0000, which PostgreSQL cannot store. */
const storable = (name: string): string => cleanText(name).text;

function toProductCopy({ productId, version, name, categoryPath }: ProductChanged): ProductCopy {
  const path = categoryPath.map((step) => ({ id: step.id, slug: step.slug, name: storable(step.name) }));
  return { productId, version, productName: storable(name), categoryPath: path };
}

function toSkuCopies({ productId, variants }: ProductChanged): SkuCopy[] {
  return variants.map(({ sku, name, imageUrl, price, weightGrams, taxClass, requiresShipping, purchasable }) => ({
    sku,
    productId,
    variantName: storable(name),
    imageUrl: imageUrl ?? null,
    price,
    weightGrams,
    taxClass,
    requiresShipping: requiresShipping ?? true,
    purchasable,
  }));
}
