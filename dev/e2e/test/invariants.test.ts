import { type FreshEnv, freshEnv, waitUntil } from '@quartet/test-kit';
import { createLogger, createRedis } from '@quartet/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findViolations, openShop, type Shop, seedCatalogue } from '../src/index.ts';

/** The check that the replicas and the chaos test end with: it must see what is broken. */

const log = createLogger({ name: 'e2e' });
let env: FreshEnv;
let shop: Shop;
let orderId: string;

const look = (): Promise<string[]> => findViolations({ stack: shop.stack, redisUrl: env.REDIS_URL, log });

beforeAll(async () => {
  env = await freshEnv();
  shop = await openShop({ urls: env, env: { ...env }, log });
  await seedCatalogue(shop.stack);
  const ada = await shop.person('Ada');
  ({ orderId } = await shop.order(ada, [{ sku: 'TERN-TKL', quantity: 2 }]));
  await waitUntil(async () => (await look()).length === 0, { what: 'a shop in order' });
});
afterAll(() => shop.close());

/**
 * Breaks something, expects these lines, and repairs it. Messages that are still on their way, such as those of the repair
 * before, are lines too: only what stays counts.
 */
async function expectViolations(
  breakIt: () => Promise<unknown>,
  repair: () => Promise<unknown>,
  expected: readonly string[],
): Promise<void> {
  await breakIt();
  try {
    await expect.poll(look, { interval: 200 }).toEqual(expected);
  } finally {
    await repair();
  }
}

describe('what is broken by hand is seen', () => {
  it('an order without its key (the other books of orders: subgraphs/orders/test/checkout/invariants.test.ts)', async () => {
    const { db } = shop.stack.orders;
    const key = await db.selectFrom('idempotency_keys').selectAll().executeTakeFirstOrThrow();
    const put = () =>
      db
        .insertInto('idempotency_keys')
        .values({ ...key, result: JSON.stringify(key.result) })
        .execute();
    const drop = () => db.deleteFrom('idempotency_keys').where('key', '=', key.key).execute();
    await expectViolations(drop, put, [`the keys of order ${orderId}: 0; its state: 1`]);
  });

  it('a product whose change did not arrive', async () => {
    const products = shop.stack.catalog.db.collection('products');
    const { client, names } = shop.stack.search.db;
    const { _id } = (await products.findOne({ slug: 'tern-tkl' }))!;
    const forget = () =>
      shop.stack.orders.db
        .updateTable('sku_catalog_products')
        .set({ version: 0 })
        .where('product_id', '=', String(_id))
        .execute();
    const know = () =>
      shop.stack.orders.db
        .updateTable('sku_catalog_products')
        .set({ version: 1 })
        .where('product_id', '=', String(_id))
        .execute();
    await expectViolations(forget, know, ['version of tern-tkl in orders: 0; in the catalog: 1']);

    const set = (stock: number, popularity: number, version: number) =>
      client.update({
        index: names.products,
        id: String(_id),
        doc: { popularity, stock: { 'TERN-TKL': stock }, versions: { product: version } },
      });
    await expectViolations(
      () => set(6, 4, 0),
      () => set(5, 2, 1),
      [
        'version of tern-tkl in search: 0; in the catalog: 1',
        'stock of TERN-TKL in search: 6; in orders: 5',
        `popularity of ${String(_id)}: 4; pieces sold: 2`,
      ],
    );
  });

  it('a message that was given up', async () => {
    const redis = createRedis({ url: env.REDIS_URL, name: 'invariants-test', log });
    try {
      await expectViolations(
        () => redis.xadd('dead:{orders}:search', '*', 'event', '{}'),
        () => redis.del('dead:{orders}:search'),
        ['dead letters of search in events:{orders}: 1; none: 0'],
      );
    } finally {
      redis.disconnect();
    }
  });
});
