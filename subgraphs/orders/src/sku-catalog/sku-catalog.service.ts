import type { EventOf, ProductChanged } from '@quartet/schema/events';
import { cleanText, retryTransaction, wakeOutbox } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { republishStock } from '../inventory/inventory.service.ts';
import {
  countRows,
  findSkuStates,
  findSkusWithoutStock,
  upsertNewerProducts,
  type SkuCopy,
  type SkuState,
} from './sku-catalog.repository.ts';

/**
 * Takes over what `product.changed` events tell of SKUs, in one statement. Late, repeated and reordered events do no harm:
 * only a newer version of a product is taken over. The stock of a SKU that came to another product, or became known, is
 * told again in the same transaction, since others keep it with the product.
 */
export async function applyProductChanges(db: Db, events: readonly EventOf<'product.changed'>[]): Promise<void> {
  const newest = new Map<string, ProductChanged>();
  for (const { data } of events) {
    const held = newest.get(data.productId);
    if (held === undefined || held.version < data.version) newest.set(data.productId, data);
  }
  const products = [...newest.values()];
  if (products.length === 0) return;
  const copies = products.map((product) => ({
    product_id: product.productId,
    version: product.version,
    product_name: keepable(product.name),
    category_path: product.categoryPath.map(({ id, slug, name }) => ({ id, slug, name: keepable(name) })),
  }));
  const told = await retryTransaction(db, async (trx) => {
    const moved = await upsertNewerProducts(trx, copies, products.flatMap(skusOf));
    return moved.length === 0 ? 0 : republishStock(trx, moved);
  });
  if (told > 0) wakeOutbox(db);
}

/** Names that were saved before the catalog refused such characters may hold U+0000, which PostgreSQL does not keep. */
const keepable = (name: string): string => cleanText(name).text;

function skusOf(product: ProductChanged): SkuCopy[] {
  const primary = product.images.find((image) => image.isPrimary) ?? product.images[0];
  return product.variants.map((variant) => ({
    sku: variant.sku,
    product_id: product.productId,
    variant_name: keepable(variant.name),
    image_url: variant.imageUrl ?? primary?.url ?? null,
    price_amount: variant.price?.amount ?? null,
    currency: variant.price?.currency ?? null,
    weight_grams: variant.weightGrams,
    tax_class: variant.taxClass,
    purchasable: variant.purchasable && product.status === 'PUBLISHED',
  }));
}

/** How many SKUs the catalog has told of so far. */
export async function countSkus(db: Db): Promise<number> {
  return countRows(db);
}

/** What is held of these SKUs; those that the catalog never told of are missing. */
export async function skuStates(db: Db, skus: readonly string[]): Promise<Map<string, SkuState>> {
  const rows = await findSkuStates(db, skus);
  return new Map(rows.map((row) => [row.sku, row]));
}

/** A page of the SKUs that the catalog knows and that were never stocked, in SKU order; start with after = ''. */
export async function skusWithoutStock(db: Db, after: string, limit: number): Promise<string[]> {
  return findSkusWithoutStock(db, after, limit);
}
