import { type Product, saveProduct } from '@quartet/catalog';
import { receiveStock, findSkuStates } from '@quartet/orders';
import { flagshipQuery } from '@quartet/schema';
import { createLogger } from '@quartet/service-kit';
import { TOPOLOGIES, type Topology } from '@quartet/launcher';
import { type PrivateEngines, privateEngines, waitUntil } from '@quartet/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Answer,
  type Client,
  type Flagship,
  MOUSE,
  openShop,
  type Shop,
  seedCatalogue,
  whatIsLost,
} from '../src/index.ts';

type Engine = 'postgres' | 'mongodb' | 'redis' | 'elasticsearch';

let engines: PrivateEngines<Engine>;
let shop: Shop;
let ada: Client;
let orderId: string;
let whole: Answer<Flagship>;

const flagship = (): Promise<Answer<Flagship>> => ada.ask<Flagship>(flagshipQuery(), { id: orderId });

/** The path of one field for each of the order's two items. */
const forEachItem = (path: string): string[] => [0, 1].map((item) => `order.items.${item}.${path}`);

const HINTS_AT_INTERNALS = [
  /127\.0\.0\.1|localhost|:\d{4,5}/, // where
  /postgres|mongo|redis|elastic|opensearch|kysely|subgraph|_entities/i, // what
  /\bECONN|\bETIMEDOUT|select |insert |\.ts\b|node_modules|\bat \w+ \(/, // how
];

/** Each fault has a code and a message for people; not one word on what runs where. */
function expectDiscreet({ errors }: Answer<unknown>): void {
  for (const error of errors) {
    expect(Object.keys(error).filter((key) => !['message', 'path', 'locations', 'extensions'].includes(key))).toEqual(
      [],
    );
    expect(Object.keys(error.extensions ?? {})).toEqual(['code']);
    expect(['SERVICE_UNAVAILABLE', 'TIMEOUT']).toContain(error.extensions?.code);
  }
  for (const hint of HINTS_AT_INTERNALS) expect(JSON.stringify(errors)).not.toMatch(hint);
}

/** Whole, and the same but for what moved meanwhile. */
async function expectWhole(): Promise<void> {
  const answer = await flagship();
  expect(answer.errors).toEqual([]);
  expect(answer.data).toEqual(whole.data);
}

/** Whole again without anybody's help: the clients of an engine look for it twice a second while they need it. */
async function expectHealed(): Promise<void> {
  await waitUntil(async () => (await flagship()).errors.length === 0, { what: 'an answer without faults' });
  await expectWhole();
}

async function without(engine: Engine, look: () => Promise<void>): Promise<void> {
  await engines.controls[engine].stop();
  try {
    await look();
  } finally {
    await engines.controls[engine].start();
  }
}

/** Opens the shop, the second time on what the first one left, whatever that is. */
async function open(topology: Topology): Promise<void> {
  const { env } = engines;
  // What the router keeps would hide what the engines do.
  shop = await openShop({
    urls: env,
    env: { ...env, ENTITY_CACHE: 'false' },
    log: createLogger({ name: 'e2e' }),
    topology,
  });
  const { db } = shop.stack.orders;
  await seedCatalogue(shop.stack);
  const left = (await findSkuStates(db, ['OLMO-FULL'])).get('OLMO-FULL')?.available ?? 0;
  const buyer = await shop.person('Ada');
  ada = buyer.client;
  if (left > 0) await shop.order(buyer, [{ sku: 'OLMO-FULL', quantity: left }]);
  ({ orderId } = await shop.order(buyer, [
    { sku: 'TERN-65-BLACK', quantity: 2 },
    { sku: 'KVIST-MINI', quantity: 1 },
  ]));
  whole = await flagship();
  expect(whole.errors).toEqual([]);
  await waitUntil(async () => !(await namesInStock('olmo')).includes('Olmo Full'), { what: 'sold out in search' });
}

beforeAll(async () => {
  engines = await privateEngines(['postgres', 'mongodb', 'redis', 'elasticsearch']);
});

describe.each(TOPOLOGIES)('the flagship, %s, where an engine is away', (topology) => {
  beforeAll(() => open(topology));
  afterAll(() => shop.close());

  it('is null as a whole without the PostgreSQL of orders', async () => {
    await without('postgres', async () => {
      const answer = await flagship();
      expect(answer.status).toBe(200);
      expect(answer.data).toEqual({ order: null });
      expect(whatIsLost(answer.errors)).toEqual(['order']);
      expectDiscreet(answer);
    });
    await expectHealed();
  });

  it('lacks only the products without MongoDB', async () => {
    await without('mongodb', async () => {
      const answer = await flagship();
      const order = whole.data?.order;
      expect(answer.data).toEqual({
        order: {
          ...order,
          items: order?.items.map((item) => ({ ...item, variant: { ...item.variant, product: null } })),
        },
      });
      expect(whatIsLost(answer.errors)).toEqual(forEachItem('variant.product'));
      expectDiscreet(answer);
    });
    await expectHealed();
  });

  it('lacks only facets and similar products without the search engine', async () => {
    await without('elasticsearch', async () => {
      const answer = await flagship();
      const order = whole.data?.order;
      expect(answer.data).toEqual({
        order: {
          ...order,
          items: order?.items.map((item) => {
            const product = item.variant?.product;
            const left = { ...product, similar: null, category: { ...product?.category, facets: null } };
            return { ...item, variant: { ...item.variant, product: left } };
          }),
        },
      });
      expect(whatIsLost(answer.errors)).toEqual(
        [...forEachItem('variant.product.category.facets'), ...forEachItem('variant.product.similar')].sort(),
      );
      expectDiscreet(answer);
    });
    await expectHealed();
  });

  it('is whole without Redis, and events arrive when it is back', async () => {
    const name = `Olmo Glide, ${topology}`;
    const version = (await versionInOrders()) ?? 0;
    await without('redis', async () => {
      const startedAt = performance.now();
      await expectWhole();
      expect(performance.now() - startedAt).toBeLessThan(10_000);

      await rename('olmo-glide', name);
      await receiveStock(shop.stack.orders.db, { sku: 'OLMO-FULL', quantity: 1, reference: topology });
      expect(await versionInOrders()).toBe(version);
      expect(await namesInStock('olmo')).toEqual([name]); // there is one again: not heard yet
      await expectWhole();
    });
    await waitUntil(async () => (await versionInOrders()) === version + 1, { what: 'the name in orders' });
    await waitUntil(async () => String(await namesInStock('olmo')) === `Olmo Full,${name}`, {
      what: 'name and stock in search',
    });
    await expectHealed();
  });
});

/** As an editor does it. */
async function rename(slug: string, name: string): Promise<void> {
  const { db } = shop.stack.catalog;
  const product = await db.collection<Product & { _id: Product['id'] }>('products').findOne({ slug });
  if (!product) throw new Error(`no product ${slug}`);
  const { _id: id, brand, status, categoryId, attributes, variants } = product;
  const outcome = await saveProduct(db, { id, slug, name, brand, status, categoryId, attributes, variants });
  expect(outcome).toMatchObject({ kind: 'saved', changed: true });
}

/** The version of the mouse that orders holds. */
async function versionInOrders(): Promise<number | undefined> {
  return (await findSkuStates(shop.stack.orders.db, [MOUSE.sku])).get(MOUSE.sku)?.version;
}

/** What search finds for these words among what is in stock. */
async function namesInStock(query: string): Promise<string[]> {
  const { data, errors } = await ada.ask<{ searchProducts: { nodes: { name: string }[] } }>(
    `query ($query: String!) { searchProducts(query: $query, filter: { inStock: true }) { nodes { name } } }`,
    { query },
  );
  expect(errors).toEqual([]);
  return data?.searchProducts.nodes.map((node) => node.name).sort() ?? [];
}
