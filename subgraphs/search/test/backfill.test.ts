import { eventContract, STREAMS } from '@quartet/schema/events';
import { createRedis, parseEvent, type Redis } from '@quartet/service-kit';
import { freshRedis } from '@quartet/test-kit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { currentIndex } from '../src/search-index/create.ts';
import { MAPPING_VERSION } from '../src/search-index/names.ts';
import { migrateSearch, rebuildProducts } from '../src/index.ts';
import { backfillOnce } from '../src/indexing/backfill.ts';
import { log, openShop, productChanged, type Shop } from './shop.ts';

let shop: Shop;
let redis: Redis;
beforeAll(async () => {
  shop = await openShop();
  redis = createRedis({ url: (await freshRedis()).url, name: 'refill-test', log });
});
beforeEach(async () => {
  await redis.flushdb();
  await migrateSearch({ env: shop.env, log, direction: 'down' });
  await migrateSearch({ env: shop.env, log, direction: 'up' });
});
afterAll(async () => {
  redis.disconnect();
  await shop.close();
});

const look = () => backfillOnce(shop.service.db, redis);
const migrate = (direction: 'up' | 'down') => migrateSearch({ env: shop.env, log, direction });

async function asked(): Promise<string[]> {
  const entries = await redis.xrange(STREAMS.search, '-', '+');
  return entries.map(([, fields]) => parseEvent(eventContract, fields[1] ?? '').type);
}

/** Catalog and orders take the request. */
async function everybodyHears(): Promise<void> {
  for (const group of ['catalog', 'orders']) {
    await redis.xgroup('CREATE', STREAMS.search, group, '0').catch(() => undefined);
    await redis.xreadgroup('GROUP', group, 'm', 'NOACK', 'STREAMS', STREAMS.search, '>');
  }
}

test('a new index asks for everything, once, and is done when everybody has heard it', async () => {
  expect(await look()).toBe('requested');
  expect(await look()).toBe('waiting');
  expect(await asked()).toEqual(['projection.lost']);
  await everybodyHears();
  expect([await look(), await look()]).toEqual(['done', 'done']);
  expect(await asked()).toHaveLength(1);
});

test('the request is made again where the store lost it before everybody had heard it', async () => {
  await look();
  await redis.flushdb();
  expect(await look()).toBe('requested');
  expect(await asked()).toHaveLength(1);
});

test('an index that was lost and made again asks again, also where only the sales were lost', async () => {
  const { client, names } = shop.service.db;
  for (const lose of [() => migrate('down'), () => client.indices.delete({ index: names.sales })]) {
    await look();
    await everybodyHears();
    expect(await look()).toBe('done');
    await lose();
    await migrate('up');
    expect(await look()).toBe('requested');
  }
});

test('without an index nobody is asked, and a rebuild, which copies, need not ask', async () => {
  await look();
  await everybodyHears();
  await look();
  await rebuildProducts({ db: shop.service.db, log });
  expect(await look()).toBe('done');
  expect((await currentIndex(shop.service.db))?.mappingVersion).toBe(MAPPING_VERSION);
  await migrate('down');
  expect(await look()).toBe('no index');
});

test('an index of an older mapping is copied as far as it fits, and the rest is asked for', async () => {
  const { client, names } = shop.service.db;
  await migrate('down');
  const older = `${names.products}_v2_1`;
  await client.indices.create({
    index: older,
    mappings: { _meta: { version: 2, refill: 'done' } },
    aliases: { [names.products]: { is_write_index: true } },
  });
  await client.index({
    index: older,
    id: 'known',
    refresh: true,
    document: {
      ...{
        id: 'known',
        status: 'PUBLISHED',
        name: 'Known',
        price: { EUR: { min: 1, max: 2 } },
        purchasable: ['known-1'],
      },
      ...{ stock: { 'known-1': 3 }, popularity: 7 },
      versions: { product: 4, rating: 1, popularity: 7, stock: { 'known-1': 2 } },
    },
  });
  await migrate('up');
  expect((await currentIndex(shop.service.db))?.mappingVersion).toBe(MAPPING_VERSION);
  expect(await shop.find({ query: 'known' })).toEqual(['known']);
  expect(await look()).toBe('requested');
  // The catalog tells its product again, as it was: what the older mapping had not is there now, the rest stays.
  await shop.catalog(productChanged('known', { version: 4, name: 'Known', euros: 20 }));
  expect(await shop.find({ filter: { inStock: true, price: { min: 2_000, max: 2_000, currency: 'EUR' } } })).toEqual([
    'known',
  ]);
  const { _source } = await client.get<{ popularity: number }>({ index: names.products, id: 'known' });
  expect(_source).toMatchObject({ popularity: 7, versions: { product: 4, stock: { 'known-1': 2 } } });
});
