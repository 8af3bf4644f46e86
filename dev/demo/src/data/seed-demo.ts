import {
  beginJob,
  endJob,
  findCategoryBySlug,
  findUnfinishedJob,
  saveCategory,
  saveProducts,
  setRatings,
} from '@quartet/catalog';
import { countByUser, receiveStockMany, type CheckoutTools } from '@quartet/orders';
import type { CategoryId, Logger, UserId } from '@quartet/service-kit';
import { registerVerified } from '@quartet/users';
import { z } from 'zod';
import type { CatalogDb, OrdersDb, UsersDb } from '../databases.ts';
import type { OnProgress } from '@quartet/catalog/import';
import { buyOrder } from './buy-order.ts';
import { writeCharges } from './charges.ts';
import { demoOrder, shopWindow } from './orders.ts';
import { people } from './people.ts';
import { DEPARTMENTS, demoProduct, withCategory, type DemoProduct } from './products.ts';
import { receiptFor } from './stock.ts';
import { toDefinition } from './taxonomy.ts';
import { waitForAccounts, waitForSkus } from './wait-for-arrival.ts';

export interface SeedOptions {
  usersDb: UsersDb;
  ordersDb: OrdersDb;
  /** With a payment sandbox. Without one nothing is bought. */
  checkout?: CheckoutTools | undefined;
  catalogDb: CatalogDb;
  /** 1,000 by default. */
  products?: number | undefined;
  /** Customers, 50 by default; one of each staff role joins them. */
  users?: number | undefined;
  /** 200 by default. */
  orders?: number | undefined;
  onProgress?: OnProgress | undefined;
  log: Logger;
}

export interface SeedReport {
  categories: number;
  products: { created: number; unchanged: number };
  skus: number;
  users: number;
  /** Deliveries booked by this run. */
  receipts: number;
  orders: { placed: number; existing: number; refused: number };
  durationMs: number;
}

const JOB = 'demo-seed';
const amounts = z.object({ products: z.int(), users: z.int(), orders: z.int() });

/** What a seed that was cut off was to write; null where the last one was done whole, or there was none. */
export async function unfinishedSeed(db: CatalogDb): Promise<z.output<typeof amounts> | null> {
  const found = amounts.safeParse(await findUnfinishedJob(db, JOB));
  return found.success ? found.data : null;
}

const PRODUCTS_AT_ONCE = 250;
const RECEIPTS_AT_ONCE = 500;
const USERS_AT_ONCE = 4;
const ORDERS_AT_ONCE = 8;

/**
 * Fills the shop with demo data: always the same, so that running it again adds nothing, and asking for more adds only
 * what is missing. Products go in through the catalog, stock by received deliveries, orders through the checkout; the
 * relays of catalog and users and the consumers of orders must be running, since orders sells only what it was told of, and to
 * those whom it was told of.
 */
export async function seedDemo(options: SeedOptions): Promise<SeedReport> {
  const startedAt = Date.now();
  const { products: productCount = 1000, users: userCount = 50, orders: orderCount = 200, onProgress } = options;
  // Before anything else: the note says that the shop is not whole.
  await beginJob(options.catalogDb, JOB, { products: productCount, users: userCount, orders: orderCount });
  // Hashing passwords uses other threads than writing products does.
  await writeCharges(options.ordersDb);
  const registering = registerPeople(options.usersDb, userCount);
  const selling = writeCatalog(options, productCount);
  const [userIds, catalog] = await Promise.all([registering, selling]);

  const receipts = await bookStock(options.ordersDb, catalog.skus, onProgress);
  await waitForSkus(options.ordersDb, catalog.skus, onProgress);
  await waitForAccounts(options.ordersDb, userIds, onProgress);
  const orders = await placeOrders(options, { productCount, orderCount, userIds });
  const report: SeedReport = {
    categories: DEPARTMENTS.length + DEPARTMENTS.flatMap((department) => department.leaves).length,
    products: catalog.products,
    skus: catalog.skus.length,
    users: userIds.length,
    receipts,
    orders,
    durationMs: Date.now() - startedAt,
  };
  await endJob(options.catalogDb, JOB);
  options.log.debug(report, 'demo data written');
  return report;
}

/** The ids of the customers, in their order; staff is registered as well. */
async function registerPeople(db: UsersDb, customers: number): Promise<UserId[]> {
  const all = people(customers);
  const ids = await inParallel(all, USERS_AT_ONCE, (person) => registerVerified(db, person));
  return ids.slice(0, customers);
}

async function writeCatalog({ catalogDb, onProgress }: SeedOptions, count: number) {
  const categories = await writeCategories(catalogDb);
  const products = { created: 0, unchanged: 0 };
  const skus: string[] = [];
  for (let from = 0; from < count; from += PRODUCTS_AT_ONCE) {
    const length = Math.min(PRODUCTS_AT_ONCE, count - from);
    const batch = Array.from({ length }, (_, index) => demoProduct(from + index));
    const outcomes = await saveProducts(
      catalogDb,
      batch.map((product) => withCategory(product, idOf(categories, product.leaf.slug))),
    );
    const unrated: { product: DemoProduct; id: Parameters<typeof setRatings>[1][number]['productId'] }[] = [];
    for (const [index, product] of batch.entries()) {
      const outcome = outcomes[index];
      if (outcome?.kind !== 'saved') {
        throw new Error(`The demo product ${product.input.name} was refused: ${JSON.stringify(outcome)}`);
      }
      products[outcome.changed ? 'created' : 'unchanged'] += 1;
      skus.push(...product.skus);
      // Ratings that buyers gave since then are not overwritten.
      if (outcome.product.rating.count === 0) unrated.push({ product, id: outcome.product.id });
    }
    const ratings = unrated.map(({ product, id }) => ({ productId: id, distribution: product.ratings }));
    await setRatings(
      catalogDb,
      ratings.filter(({ distribution }) => distribution.some((given) => given > 0)),
    );
    const done = from + length;
    onProgress?.({ step: 'Writing products', done, share: done / count });
  }
  return { products, skus };
}

async function writeCategories(db: CatalogDb): Promise<Map<string, CategoryId>> {
  const ids = new Map<string, CategoryId>();
  for (const department of DEPARTMENTS) {
    const parentId = await writeCategory(db, { ...department, parentId: null, attributeDefinitions: [] });
    ids.set(department.slug, parentId);
    for (const leaf of department.leaves) {
      const attributeDefinitions = leaf.attributes.map(toDefinition);
      ids.set(leaf.slug, await writeCategory(db, { slug: leaf.slug, name: leaf.name, parentId, attributeDefinitions }));
    }
  }
  return ids;
}

/** A category that exists (made by an import, or changed by an editor) keeps its place and its own definitions. */
async function writeCategory(
  db: CatalogDb,
  wanted: Pick<Parameters<typeof saveCategory>[1], 'slug' | 'name'> & {
    parentId: CategoryId | null;
    attributeDefinitions: ReturnType<typeof toDefinition>[];
  },
): Promise<CategoryId> {
  const existing = await findCategoryBySlug(db, wanted.slug);
  const known = existing?.attributeDefinitions ?? [];
  const added = wanted.attributeDefinitions.filter(({ name }) => !known.some((definition) => definition.name === name));
  const outcome = await saveCategory(db, {
    slug: wanted.slug,
    name: existing?.name ?? wanted.name,
    parentId: existing === null ? wanted.parentId : existing.parentId,
    attributeDefinitions: [...known, ...added],
  });
  if (outcome.kind !== 'saved') throw new Error(`The demo category ${wanted.slug} was refused: ${outcome.kind}`);
  return outcome.category.id;
}

function idOf(categories: ReadonlyMap<string, CategoryId>, slug: string): CategoryId {
  const id = categories.get(slug);
  if (id === undefined) throw new Error(`The demo category ${slug} is missing`);
  return id;
}

async function bookStock(db: OrdersDb, skus: readonly string[], onProgress?: OnProgress): Promise<number> {
  let booked = 0;
  for (let from = 0; from < skus.length; from += RECEIPTS_AT_ONCE) {
    const batch = skus.slice(from, from + RECEIPTS_AT_ONCE);
    booked += (await receiveStockMany(db, batch.map(receiptFor))).booked;
    const done = from + batch.length;
    onProgress?.({ step: 'Booking deliveries', done, share: done / skus.length });
  }
  return booked;
}

async function placeOrders(
  { ordersDb, checkout, onProgress }: SeedOptions,
  options: { productCount: number; orderCount: number; userIds: readonly UserId[] },
): Promise<SeedReport['orders']> {
  const counts = { placed: 0, existing: 0, refused: 0 };
  const window = shopWindow(options.productCount);
  if (checkout === undefined || options.userIds.length === 0 || window.length === 0) return counts;
  // Keys are forgotten after a while: customers who have placed all orders by then are not made to order again.
  const before = await countByUser(ordersDb, options.userIds, {});
  const placedBefore = [...before.values()].reduce((sum, count) => sum + count, 0);
  if (placedBefore >= options.orderCount) return { ...counts, existing: options.orderCount };
  let done = 0;
  const orders = Array.from({ length: options.orderCount }, (_, index) => demoOrder(index, options.userIds, window));
  // One customer's orders come one after another, as they share a cart.
  const customers = [...Map.groupBy(orders, ({ userId }) => userId).values()];
  await inParallel(customers, ORDERS_AT_ONCE, async (ordersOfCustomer) => {
    for (const order of ordersOfCustomer) {
      const { kind } = await buyOrder(checkout, order);
      counts[kind] += 1;
      done += 1;
      onProgress?.({ step: 'Placing orders', done, share: done / options.orderCount });
    }
  });
  return counts;
}

/** Runs at most `width` at once; the results stand in the order of the inputs. */
async function inParallel<T, R>(all: readonly T[], width: number, run: (one: T) => Promise<R>): Promise<R[]> {
  const results = new Map<number, R>();
  const rest = all.entries();
  const worker = async (): Promise<void> => {
    for (const [index, one] of rest) results.set(index, await run(one));
  };
  await Promise.all(Array.from({ length: width }, worker));
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
