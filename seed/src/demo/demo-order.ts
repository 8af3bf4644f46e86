import { findNewestPublished, productIdOf, type Product } from '@quartet/catalog';
import { itemsByOrder, pageByUser, placeOrder, skuStates } from '@quartet/orders';
import { registerVerified } from '@quartet/users';
import type { UserId } from '@quartet/service-kit';
import type { CatalogDb, OrdersDb, UsersDb } from '../databases.ts';
import { addressOf, demoCustomer, type DemoLogin } from './people.ts';

const LINES = 3;
const CANDIDATES = 500;
const RECENT_ORDERS = 50;
/** A product that shows well has a picture, a brand and some attributes. */
const MIN_ATTRIBUTES = 3;

export interface DemoOrder {
  orderId: string;
  number: string;
  customer: DemoLogin;
}

/**
 * An order of the demo customer on products that show well: the latest one that there is, else a new one. With
 * `imported`, on imported products. The SKUs must be stocked and known to orders.
 */
export async function ensureDemoOrder(o: {
  usersDb: UsersDb;
  ordersDb: OrdersDb;
  catalogDb: CatalogDb;
  imported?: boolean | undefined;
}): Promise<DemoOrder> {
  const userId = await registerVerified(o.usersDb, demoCustomer);
  const existing = await findExisting(o.ordersDb, userId, o.imported ?? false);
  if (existing) return { ...existing, customer: demoCustomer };

  const skus = await chooseSkus(o);
  if (skus.length === 0) throw new Error('No product could be ordered: none is published, in stock and has a picture');
  const outcome = await placeOrder(o.ordersDb, {
    userId,
    email: demoCustomer.email,
    lines: skus.map((sku) => ({ sku, quantity: 1 })),
    shippingAddress: addressOf(demoCustomer),
    shippingMethod: 'STANDARD',
    idempotencyKey: `demo-show:${skus.join(',')}`.slice(0, 200),
  });
  if (outcome.kind !== 'placed') throw new Error(`The demo order was refused: ${JSON.stringify(outcome)}`);
  return { orderId: outcome.orderId, number: outcome.number, customer: demoCustomer };
}

async function findExisting(db: OrdersDb, userId: UserId, imported: boolean) {
  const page = await pageByUser(db, [userId], { filter: {}, after: null, limit: RECENT_ORDERS });
  const orders = page.get(userId) ?? [];
  const items = await itemsByOrder(
    db,
    orders.map((order) => order.id),
  );
  for (const { id, number } of orders) {
    const ordered = items.get(id) ?? [];
    const fits = !imported || ordered.every((item) => isImported(item.product_id, item.sku));
    if (ordered.length > 0 && fits) return { orderId: id, number };
  }
  return null;
}

/** An imported product's id follows from its SKU. */
function isImported(productId: string, sku: string): boolean {
  return productIdOf(`import:${sku}`) === productId;
}

/** Up to three SKUs of different products, all of the category that has the most to show and in one currency. */
async function chooseSkus(o: { catalogDb: CatalogDb; ordersDb: OrdersDb; imported?: boolean | undefined }) {
  const newest = await findNewestPublished(o.catalogDb, CANDIDATES);
  const candidates = newest.flatMap((product) => {
    const variant = product.variants[0];
    if (variant?.price == null || !showsWell(product)) return [];
    if (o.imported && !isImported(product.id, variant.sku)) return [];
    return [{ sku: variant.sku, categoryId: product.categoryId, currency: variant.price.currency }];
  });
  const states = await skuStates(
    o.ordersDb,
    candidates.map((candidate) => candidate.sku),
  );
  const sellable = candidates.filter(({ sku }) => {
    const state = states.get(sku);
    return state?.purchasable === true && (state.available ?? 0) > 0;
  });
  // Products of a well-filled category have neighbours to be similar to, and facets with more than one value.
  const shelves = [...Map.groupBy(sellable, (one) => `${one.categoryId} ${one.currency}`).values()];
  const fullest = shelves.toSorted((a, b) => b.length - a.length)[0] ?? [];
  return fullest.slice(0, LINES).map((candidate) => candidate.sku);
}

function showsWell(product: Product): boolean {
  const attributes = product.attributes.length + (product.variants[0]?.attributes.length ?? 0);
  return product.images.length > 0 && product.brand !== null && attributes >= MIN_ATTRIBUTES;
}
