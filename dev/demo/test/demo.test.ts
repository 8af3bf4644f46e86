import {
  countProducts,
  findAllCategories,
  findProductsBySku,
  migrateCatalog,
  readCatalogEnv,
  startCatalog,
} from '@quartet/catalog';
import { countByUser, migrateOrders, readOrdersEnv, findSkuStates, startOrders } from '@quartet/orders';
import { createLogger, sku } from '@quartet/service-kit';
import { freshEnv } from '@quartet/test-kit';
import { migrateUsers, readUsersEnv, startUsers, registerVerified } from '@quartet/users';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressOf, customerOf } from '../src/data/people.ts';
import { demoProduct } from '../src/data/products.ts';
import { demoCustomer, ensureStock, seedDemo, type SeedOptions, startSandboxPayments } from '../src/index.ts';

const log = createLogger({ name: 'demo test', level: 'silent' });
const AMOUNT = { products: 64, users: 6, orders: 20 };
let options: SeedOptions;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const payments = await startSandboxPayments();
  const env = { ...(await freshEnv()), ...payments.settings };
  const settings = { users: readUsersEnv(env), orders: readOrdersEnv(env), catalog: readCatalogEnv(env) };
  await Promise.all([
    migrateUsers({ env: settings.users, log, direction: 'up' }),
    migrateOrders({ env: settings.orders, log, direction: 'up' }),
    migrateCatalog({ env: settings.catalog, log, direction: 'up' }),
  ]);
  const [users, orders, catalog] = await Promise.all([
    startUsers({ env: settings.users, log, workers: true }),
    startOrders({ env: settings.orders, log, workers: true }),
    startCatalog({ env: settings.catalog, log, workers: true }),
  ]);
  stops.push(...[users, orders, catalog].map((service) => () => service.stop()));
  stops.push(() => payments.stop());
  const dbs = { usersDb: users.db, ordersDb: orders.db, catalogDb: catalog.db };
  options = { ...dbs, checkout: orders.tools, ...AMOUNT, log };
});
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
});

test('the shop is filled through each subgraph; again adds nothing, more adds only what is missing', async () => {
  const first = await seedDemo(options);
  expect(first).toMatchObject({
    products: { created: 64, unchanged: 0 },
    receipts: first.skus,
    orders: { placed: 20, existing: 0, refused: 0 },
  });
  const categories = await findAllCategories(options.catalogDb);
  const leaves = categories.filter((category) => category.parentId !== null);
  expect(leaves.length).toBeGreaterThanOrEqual(10);
  const types = leaves.map((leaf) => new Set(leaf.attributeDefinitions.map((definition) => definition.type)).size);
  expect(Math.min(...types)).toBe(4);

  const [example] = demoProduct(0).skus;
  const product = (await findProductsBySku(options.catalogDb, [sku(example ?? '')])).get(sku(example ?? ''));
  const ratings = demoProduct(0).ratings;
  expect(product?.rating).toMatchObject({ distribution: ratings, count: ratings.reduce((sum, given) => sum + given) });
  const states = await findSkuStates(options.ordersDb, [...demoProduct(0).skus]);
  expect([...states.values()].map((state) => state.purchasable)).toEqual(demoProduct(0).skus.map(() => true));
  const ada = await registerVerified(options.usersDb, demoCustomer);
  expect((await countByUser(options.ordersDb, [ada], {})).get(ada)).toBeGreaterThan(0);

  const statuses = await options.ordersDb.selectFrom('orders').select('status').distinct().execute();
  expect(statuses).toEqual([{ status: 'CONFIRMED' }]);

  const again = await seedDemo(options);
  expect(again).toMatchObject({
    products: { created: 0, unchanged: 64 },
    receipts: 0,
    orders: { placed: 0, existing: 20, refused: 0 },
  });
  const more = await seedDemo({ ...options, products: 70, orders: 25 });
  expect(more).toMatchObject({
    products: { created: 6, unchanged: 64 },
    orders: { placed: 5, existing: 20, refused: 0 },
  });
  expect(await countProducts(options.catalogDb)).toBe(70);

  // Every customer can be sold to, and what was there was not saved again.
  const rates = await options.ordersDb.selectFrom('tax_rates').select(['country', 'version']).execute();
  const zones = await options.ordersDb.selectFrom('shipping_zone_countries').select(['country', 'currency']).execute();
  const methods = await options.ordersDb.selectFrom('shipping_methods').select('version').execute();
  expect(new Set([...rates, ...methods].map(({ version }) => version))).toEqual(new Set([1]));
  const homes = new Set(Array.from({ length: 50 }, (_, index) => addressOf(customerOf(index)).country));
  for (const home of homes) {
    expect(rates.filter(({ country }) => country === home)).toHaveLength(3);
    expect(zones).toContainEqual({ country: home, currency: 'EUR' });
  }
  expect(await ensureStock({ ordersDb: options.ordersDb })).toBe(0);
});

test('the generator gives the same shop on every machine, with names and SKUs of their own', () => {
  const products = Array.from({ length: 1000 }, (_, index) => demoProduct(index));
  const skus = products.flatMap((product) => product.skus);
  expect(new Set(skus).size).toBe(skus.length);
  expect(new Set(products.map((product) => product.input.name)).size).toBe(1000);
  expect(demoProduct(17)).toEqual(products[17]);
  expect({ sku: skus[0], name: products[0]?.input.name }).toMatchInlineSnapshot(`
    {
      "name": "Kestrel Forge 10 S Laptop",
      "sku": "LAP-00001-1",
    }
  `);
});
