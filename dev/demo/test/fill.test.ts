import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countProducts } from '@quartet/catalog';
import { countByUser } from '@quartet/orders';
import { type DemoPayments, demoCustomer, seedDemo, startSandboxPayments, unfinishedSeed } from '../src/index.ts';
import { createLogger } from '@quartet/service-kit';
import { freshEnv, type FreshEnv } from '@quartet/test-kit';
import { registerVerified } from '@quartet/users';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { fillShop } from '../src/start/fill.ts';
import { migrateAll, startSubgraphs, stopSubgraphs, type Subgraphs } from '@quartet/ops';

const CHILD = fileURLToPath(new URL('./fixtures/seed-child.ts', import.meta.url));
const AMOUNTS = { products: 300, users: 3, orders: 6 };
const log = createLogger({ name: 'fill test', level: 'silent' });
let env: FreshEnv;
let payments: DemoPayments;
let shop: Subgraphs;

beforeAll(async () => {
  env = await freshEnv();
  await migrateAll({ urls: env, env, log, direction: 'up' });
  payments = await startSandboxPayments();
  shop = await startSubgraphs({ urls: env, env: { ...env, ...payments.settings }, log, workers: true });
});
afterAll(async () => {
  await stopSubgraphs(shop);
  await payments.stop();
});

/** How the process ended: by its own hand, or by the signal. */
function seedAside(killAt: string): Promise<string | null> {
  const child = { ...process.env, ...env, KILL_AT: killAt, AMOUNTS: JSON.stringify(AMOUNTS) };
  return new Promise((resolve) => {
    execFile(process.execPath, [CHILD], { env: child }, (error) => resolve(error?.signal ?? null));
  });
}

async function start({ demo = true, products }: { demo?: boolean; products?: string } = {}): Promise<string> {
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  await fillShop({ shop, redisUrl: env.REDIS_URL, products, limit: undefined, demo, log, say });
  return said.join('\n');
}

test('without the word for demo data nothing is written, not even an account', async () => {
  expect(await start({ demo: false })).toBe('0 products, 0 SKUs');
  expect(await countProducts(shop.catalog.db)).toBe(0);
  expect(await shop.users.db.selectFrom('accounts').select('id').execute()).toEqual([]);
  expect(await unfinishedSeed(shop.catalog.db)).toBeNull();
});

test('a file of which nothing is published says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fill-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const products = join(folder, 'products.csv');
  await writeFile(products, 'sku,name,price\nA1,,1.00\n');
  const said = await start({ demo: false, products });
  expect(said).toMatch(/line 2 skipped/);
  expect(said).toMatch(/Nothing is published, so the shop shows nothing/);
  expect(await countProducts(shop.catalog.db)).toBe(0);
});

test('a seed that was killed half way is done whole by the next start, and is left alone by the one after that', async () => {
  expect(await seedAside('Writing products')).toBe('SIGKILL');
  expect(await countProducts(shop.catalog.db)).toBeLessThan(AMOUNTS.products);
  expect(await unfinishedSeed(shop.catalog.db)).toEqual(AMOUNTS);

  expect(await start()).toMatch(/cut off half way: writing the rest/);
  expect(await countProducts(shop.catalog.db)).toBe(AMOUNTS.products);
  const ada = await registerVerified(shop.users.db, demoCustomer);
  expect((await countByUser(shop.orders.db, [ada], {})).get(ada)).toBeGreaterThan(0);
  expect(await unfinishedSeed(shop.catalog.db)).toBeNull();

  expect(await start()).not.toMatch(/writing/);
  const { users, orders, catalog } = shop;
  const dbs = { usersDb: users.db, ordersDb: orders.db, catalogDb: catalog.db };
  const again = await seedDemo({ ...dbs, checkout: orders.tools, ...AMOUNTS, log });
  expect(again).toMatchObject({
    products: { created: 0, unchanged: 300 },
    receipts: 0,
    orders: { placed: 0, existing: 6 },
  });
});
