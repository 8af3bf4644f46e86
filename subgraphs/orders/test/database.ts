import { type EventOf, newEvent, type ProductChanged } from '@quartet/schema/events';
import { createLogger, createPostgres, newId } from '@quartet/service-kit';
import { afterwards, freshPostgres } from '@quartet/test-kit';
import { sql } from 'kysely';
import { migrateOrders, receiveStock, applyProductChanges, type Db, type OrdersDatabase } from '../src/index.ts';

export const log = createLogger({ name: 'orders test' });

/** A pool on the database, closed before the database is dropped. */
export function connect(url: string): Db {
  // A connection for each of the orders that a test places at once: waiting for one is given up after two seconds.
  const { db, destroy } = createPostgres<OrdersDatabase>({ url, name: 'orders test', log, max: 25 });
  afterwards(destroy);
  return db;
}

/** A migrated database of the test file's own. */
export async function freshOrders(): Promise<{ db: Db; url: string }> {
  const { url } = await freshPostgres();
  await migrateOrders({ env: { ORDERS_DATABASE_URL: url }, log, direction: 'up' });
  return { db: connect(url), url };
}

type Variant = ProductChanged['variants'][number];

export function variant(sku: string, change: Partial<Variant> = {}): Variant {
  return {
    sku,
    name: `Variant ${sku}`,
    price: { amount: 1999, currency: 'EUR' },
    barcode: null,
    weightGrams: 250,
    taxClass: 'STANDARD',
    attributes: [],
    imageUrl: `https://pictures.example/${sku}.jpg`,
    purchasable: true,
    ...change,
  };
}

export function productChanged(change: Partial<ProductChanged> = {}): EventOf<'product.changed'> {
  const data: ProductChanged = {
    productId: newId(),
    version: 1,
    status: 'PUBLISHED',
    slug: 'a-mouse',
    name: 'A mouse',
    brand: 'Quarto',
    shortDescription: null,
    description: null,
    tags: [],
    categoryId: 'mice',
    categoryPath: [{ id: 'mice', slug: 'mice', name: 'Mice' }],
    attributes: [],
    images: [],
    rating: { average: null, count: 0 },
    ratingVersion: 0,
    variants: [variant('M-1')],
    publishedAt: null,
    updatedAt: '2026-11-01T00:00:00.000Z',
    ...change,
  };
  return newEvent('product.changed', {
    source: '/catalog',
    subject: data.productId,
    version: data.version,
    data,
  });
}

/** A published SKU at 19.99 EUR with stock; returns its code. */
export async function stockedSku(db: Db, quantity: number): Promise<string> {
  const sku = `SKU-${newId()}`;
  await applyProductChanges(db, [productChanged({ variants: [variant(sku)] })]);
  if (quantity > 0) await receiveStock(db, { sku, quantity, reference: `delivery of ${sku}` });
  return sku;
}

/** SKUs whose stock contradicts the ledger or the open reservations: always none. */
export async function brokenStock(db: Db): Promise<unknown[]> {
  const { rows } = await sql`
    select i.sku, i.on_hand, i.reserved, m.sum as moved, r.sum as claimed
    from inventory i
    cross join lateral (select coalesce(sum(delta), 0) from stock_movements where sku = i.sku) m (sum)
    cross join lateral (
      select coalesce(sum(quantity), 0) from reservations where sku = i.sku and state = 'OPEN'
    ) r (sum)
    where i.on_hand <> m.sum or i.reserved <> r.sum or i.reserved < 0 or i.reserved > i.on_hand`.execute(db);
  return rows;
}
