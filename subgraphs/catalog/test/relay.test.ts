import { type AnyEvent, eventContract, STREAMS } from '@quartet/schema/events';
import { createGenerations, createRedis, parseEvent, type CategoryId, type Worker } from '@quartet/service-kit';
import { freshRedis, waitUntil } from '@quartet/test-kit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createProductCache } from '../src/cache/product-cache.ts';
import { categories } from '../src/categories/category.collection.ts';
import { productIdOf, saveCategory, saveProduct, saveProducts, setRating } from '../src/index.ts';
import { startCatalogRelay } from '../src/workers/catalog-relay.ts';
import { RELAY_ID, relays } from '../src/workers/relay-progress.repository.ts';
import { aProduct, aVariant, freshCatalog, log, makeCategory, type Db } from './fixtures.ts';

let db: Db;
let category: CategoryId;
let redis: ReturnType<typeof createRedis>;
const running: Worker[] = [];

beforeEach(async () => {
  ({ db } = await freshCatalog());
  redis = createRedis({ url: (await freshRedis()).url, name: 'relay-test', log });
  category = await makeCategory(db, {
    slug: 'lamps',
    attributeDefinitions: [{ name: 'power', label: 'Power', type: 'NUMBER', unit: 'W', filterable: true }],
  });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((relay) => relay.stop()));
  redis.disconnect();
});

function startRelay(o: { through?: typeof redis; leaseMs?: number } = {}): Worker {
  const cache = createProductCache(redis, { timeoutMs: 10_000 });
  const relay = startCatalogRelay({
    db,
    redis: o.through ?? redis,
    cache,
    generations: createGenerations({ redis, subgraph: 'catalog', log }),
    log,
    leaseMs: o.leaseMs ?? 2_000,
  });
  running.push(relay);
  return relay;
}

async function published(): Promise<AnyEvent[]> {
  const entries = await redis.xrange(STREAMS.catalog, '-', '+');
  return entries.map(([, fields]) => parseEvent(eventContract, fields[1] ?? ''));
}

async function versionsOf(key: string): Promise<number[]> {
  const id = productIdOf(key);
  const events = await published();
  return events.flatMap((it) => (it.type === 'product.changed' && it.subject === id ? [it.data.version] : []));
}

const seen = (key: string, version: number) =>
  waitUntil(async () => (await versionsOf(key)).includes(version), { what: `${key} v${version}` });

it('publishes what was there before it first started, and then each change, whole', async () => {
  await saveProducts(
    db,
    Array.from({ length: 250 }, (_, n) => aProduct(category, `p${n}`)),
  );
  startRelay();
  await waitUntil(async () => (await published()).length >= 250, { what: 'the snapshot' });
  await saveProduct(
    db,
    aProduct(category, 'p7', {
      attributes: [{ name: 'power', value: 40, unit: 'W' }],
      variants: [aVariant('p7', { price: { amount: 5, currency: 'EUR' } })],
    }),
  );
  await seen('p7', 2);
  const [change] = (await published()).filter((it) => it.type === 'product.changed' && it.data.version === 2);
  expect(change).toMatchObject({
    sequence: 2,
    data: {
      categoryPath: [{ id: category, slug: 'lamps', name: 'lamps' }],
      attributes: [
        { name: 'power', label: 'Power', type: 'NUMBER', value: '40', unit: 'W', number: 40, filterable: true },
      ],
      variants: [{ sku: 'p7', price: { amount: 5, currency: 'EUR' }, purchasable: true }],
    },
  });
  const prices = (await published()).filter((it) => it.type === 'product.price_changed');
  expect(prices.map((it) => it.data)).toEqual([
    {
      productId: productIdOf('p7'),
      version: 2,
      skus: [{ sku: 'p7', from: { amount: 1999, currency: 'EUR' }, to: { amount: 5, currency: 'EUR' } }],
    },
  ]);
});

it('publishes a live change before a snapshot that its groups have yet to read', async () => {
  await saveProducts(
    db,
    Array.from({ length: 350 }, (_, n) => aProduct(category, `p${n}`)),
  );
  await redis.xgroup('CREATE', STREAMS.catalog, 'search', '0', 'MKSTREAM');
  startRelay();
  await waitUntil(async () => (await published()).length >= 100, { what: 'the first page' });
  await saveProduct(db, aProduct(category, 'live'));
  await seen('live', 1);
  expect((await published()).length).toBeLessThan(250);
  expect((await relays(db).findOne({ _id: RELAY_ID }))?.snapshot).not.toBeNull();
  await waitUntil(
    async () => {
      await redis.xreadgroup('GROUP', 'search', 'm', 'COUNT', 1_000, 'STREAMS', STREAMS.catalog, '>');
      return (await relays(db).findOne({ _id: RELAY_ID }))?.snapshot === null;
    },
    { what: 'the end of the snapshot' },
  );
  expect((await published()).filter((event) => event.type === 'product.changed')).toHaveLength(351);
});

it('goes on behind its token after a restart, without a gap and without a second snapshot', async () => {
  await saveProduct(db, aProduct(category, 'before'));
  const first = startRelay();
  await seen('before', 1);
  await saveProduct(db, aProduct(category, 'before', { name: 'again' }));
  await seen('before', 2);
  await first.stop();
  await saveProduct(db, aProduct(category, 'meanwhile'));
  await setRating(db, productIdOf('meanwhile'), [0, 0, 0, 0, 1]);
  startRelay();
  await seen('meanwhile', 1);
  expect((await versionsOf('before')).filter((version) => version === 1)).toHaveLength(1);
});

it('works alone: a second one stands by, and takes over when the first ends', async () => {
  const both = [startRelay(), startRelay()];
  await saveProduct(db, aProduct(category, 'a'));
  await seen('a', 1);
  const holder = await relays(db).findOne({ _id: RELAY_ID });
  expect(holder?.fence).toBe(1);
  await saveProduct(db, aProduct(category, 'b'));
  await seen('b', 1);
  expect(await versionsOf('b')).toEqual([1]);
  // Whichever it is that works: one of the two stops makes the other take over.
  await both[0]?.stop();
  await saveProduct(db, aProduct(category, 'c'));
  await seen('c', 1);
});

it('publishes all products again where its token is lost, also a change that it never saw', async () => {
  const relay = startRelay();
  await saveProducts(db, [aProduct(category, 'x'), aProduct(category, 'y')]);
  await seen('y', 1);
  await relay.stop();
  await relays(db).updateOne({ _id: RELAY_ID }, { $set: { resumeToken: { _data: '000000000000000000000001' } } });
  await saveCategory(db, { slug: 'lamps', name: 'Lights' });
  await saveProduct(db, aProduct(category, 'x', { name: 'changed unseen' }));
  startRelay();
  await seen('x', 2);
  await seen('y', 2);
});

it('waits while the broker is away, and loses nothing', async () => {
  const away = createRedis({ url: 'redis://127.0.0.1:1', name: 'relay-away', log });
  const relay = startRelay({ through: away });
  await saveProduct(db, aProduct(category, 'patient'));
  await waitUntil(async () => (await relays(db).findOne({ _id: RELAY_ID }))?.owner, { what: 'the lease' });
  await relay.stop();
  away.disconnect();
  startRelay();
  await seen('patient', 1);
});

it('publishes the products of a category that changed, and of what lies below it, with a new version', async () => {
  const child = await makeCategory(db, { slug: 'desk-lamps', parentId: category });
  await saveProduct(db, aProduct(child, 'desk'));
  startRelay();
  await seen('desk', 1);
  await saveCategory(db, { slug: 'lamps', name: 'Lights' });
  await seen('desk', 2);
  const last = (await published()).findLast((it) => it.type === 'product.changed');
  expect(last).toMatchObject({ data: { categoryPath: [{ name: 'Lights' }, {}] } });
});

/** The category's name as a consumer holds it, who takes over the first event of each version that is newer than its own. */
async function nameHeld(key: string): Promise<string | undefined> {
  const id = productIdOf(key);
  let held: { version: number; categoryPath: { name: string }[] } = { version: 0, categoryPath: [] };
  for (const event of await published()) {
    if (event.type === 'product.changed' && event.subject === id && event.data.version > held.version)
      held = event.data;
  }
  return held.categoryPath.at(-1)?.name;
}

it('publishes a renamed category with a product that was saved after it, although it is a batch behind', async () => {
  let isAway = false;
  const mayBeAway = new Proxy(redis, {
    get(target, name) {
      if (name === 'pipeline' && isAway) throw new Error('away');
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  startRelay({ through: mayBeAway });
  await saveProduct(db, aProduct(category, 'late'));
  await seen('late', 1);

  // What it does now waits for the broker; meanwhile more comes in than one batch holds.
  isAway = true;
  await saveProduct(db, aProduct(category, 'held'));
  await saveProduct(db, aProduct(category, 'late', { brand: 'Two' }));
  await saveProducts(
    db,
    Array.from({ length: 150 }, (_, n) => aProduct(category, `filler-${n}`)),
  );
  await saveCategory(db, { slug: 'lamps', name: 'Lights' });
  await saveProduct(db, aProduct(category, 'late', { brand: 'Three' }));
  isAway = false;
  await waitUntil(async () => (await nameHeld('late')) === 'Lights', { what: 'the new name' });
});

it('carries a rename on whatever the clocks of those who write categories say', async () => {
  await categories(db).updateOne({ _id: category }, { $set: { updatedAt: new Date(Date.now() + 60_000) } });
  await saveProduct(db, aProduct(category, 'clock'));
  startRelay();
  await seen('clock', 1);
  await saveCategory(db, { slug: 'lamps', name: 'Lights' });
  await waitUntil(async () => (await nameHeld('clock')) === 'Lights', { what: 'the new name' });
});

it('drops the cached copy of what changed', async () => {
  const cache = createProductCache(redis, { timeoutMs: 10_000 });
  const outcome = await saveProduct(db, aProduct(category, 'cached'));
  if (outcome.kind !== 'saved') throw new Error(outcome.kind);
  startRelay();
  await seen('cached', 1);
  await cache.fill([outcome.product]);
  expect((await cache.read([outcome.product.id])).size).toBe(1);
  await saveProduct(db, aProduct(category, 'cached', { brand: 'New' }));
  await waitUntil(async () => (await cache.read([outcome.product.id])).size === 0, { what: 'the copy to go' });
});
