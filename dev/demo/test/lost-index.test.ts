import { saveCategory, saveProduct } from '@quartet/catalog';
import { receiveStock, findSkuStates } from '@quartet/orders';
import { STREAMS } from '@quartet/schema/events';
import { createLogger, createRedis, newId } from '@quartet/service-kit';
import { migrateSearch, readSearchEnv } from '@quartet/search';
import { freshEnv, waitUntil } from '@quartet/test-kit';
import { registerVerified } from '@quartet/users';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ShopInOneProcess, startInOneProcess } from '@quartet/launcher';
import { migrateAll } from '@quartet/ops';
import {
  buyOrder,
  demoCustomer,
  type DemoPayments,
  startSandboxPayments,
  waitForAccounts,
  writeCharges,
} from '../src/index.ts';

const log = createLogger({ name: 'lost-index-test', level: 'silent' });
let env: Awaited<ReturnType<typeof freshEnv>>;
let shop: ShopInOneProcess;
let payments: DemoPayments;
let redis: ReturnType<typeof createRedis>;

beforeAll(async () => {
  env = await freshEnv();
  await migrateAll({ urls: env, env, log, direction: 'up' });
  payments = await startSandboxPayments();
  shop = await startInOneProcess({ urls: env, env: { ...env, ...payments.settings }, log, port: 0 });
  redis = createRedis({ url: env.REDIS_URL, name: 'lost-index-test', log, patient: true, timeoutMs: 10_000 });
});
afterAll(async () => {
  redis.disconnect();
  await shop.stop();
  await payments.stop();
});

async function document(id: string): Promise<Record<string, unknown> | undefined> {
  const { client, names } = shop.search.db;
  const found = await client.get<Record<string, unknown>>({ index: names.products, id }, { ignore: [404] });
  return found._source;
}

it('fills a search index that was lost from what catalog and orders hold', async () => {
  const category = await saveCategory(shop.catalog.db, { slug: 'lamps', name: 'Lamps' });
  if (category.kind !== 'saved') throw new Error(category.kind);
  const sku = newId();
  const saved = await saveProduct(shop.catalog.db, {
    ...{ externalKey: sku, name: 'A lamp', status: 'PUBLISHED', categoryId: category.category.id },
    variants: [{ sku: sku, name: 'Standard', price: { amount: 1999, currency: 'EUR' } }],
  });
  if (saved.kind !== 'saved') throw new Error(saved.kind);
  const { id } = saved.product;
  await receiveStock(shop.orders.db, { sku, quantity: 5, reference: sku });
  const sold = async () => (await findSkuStates(shop.orders.db, [sku])).get(sku)?.purchasable;
  await waitUntil(sold, { what: 'the SKU in orders' });
  await writeCharges(shop.orders.db);
  const userId = await registerVerified(shop.users.db, demoCustomer);
  await waitForAccounts(shop.orders.db, [userId]);
  const order = await buyOrder(shop.orders.tools, {
    ...{ userId, shippingMethod: 'STANDARD', idempotencyKey: newId() },
    lines: [{ sku, quantity: 2 }],
    shippingAddress: { name: 'Ada', line1: 'Torstraße 1', city: 'Berlin', postalCode: '10119', country: 'DE' },
  });
  expect(order.kind).toBe('placed');
  const whole = { name: 'A lamp', stock: { [sku]: 3 }, inStock: true, popularity: 2 };
  const isWhole = async () => {
    const found = await document(id);
    const stock = found?.['stock'] as Record<string, number> | undefined;
    return stock?.[sku] === 3 && found?.['popularity'] === 2 && found['inStock'] === true && found['name'] === 'A lamp';
  };
  await waitUntil(isWhole, { what: 'the document' });
  expect(await document(id)).toMatchObject(whole);
  // Everybody has acknowledged all of it: the streams hold no more than their newest entries.
  const trimmed = async () => (await redis.xlen(STREAMS.catalog)) === 1 && (await redis.xlen(STREAMS.orders)) === 1;
  await waitUntil(trimmed, { what: 'the streams to be trimmed' });

  const search = { env: readSearchEnv({ ...env }), log };
  await migrateSearch({ ...search, direction: 'down' });
  await migrateSearch({ ...search, direction: 'up' });
  await waitUntil(isWhole, { what: 'the document again' });
  expect(await document(id)).toMatchObject(whole);
});
