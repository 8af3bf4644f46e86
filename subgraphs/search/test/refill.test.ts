import { createRedis, parseEvent, type Redis, STREAMS } from '@quartet/service-kit';
import { freshRedis } from '@quartet/test-kit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { currentIndex } from '../src/index/create.ts';
import { MAPPING_VERSION } from '../src/index/names.ts';
import { migrateSearch, rebuildProducts } from '../src/index.ts';
import { refillOnce } from '../src/indexing/refill.ts';
import { log, openShop, type Shop } from './shop.ts';

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

const look = () => refillOnce({ client: shop.service.client, names: shop.service.names, redis });
const migrate = (direction: 'up' | 'down') => migrateSearch({ env: shop.env, log, direction });

async function asked(): Promise<string[]> {
  const entries = await redis.xrange(STREAMS.search, '-', '+');
  return entries.map(([, fields]) => parseEvent(fields[1] ?? '').type);
}

/** Catalog and orders take the request. */
async function everybodyHears(): Promise<void> {
  for (const group of ['catalog', 'orders']) {
    await redis.xgroup('CREATE', STREAMS.search, group, '0').catch(() => undefined);
    await redis.xreadgroup('GROUP', group, 'm', 'NOACK', 'STREAMS', STREAMS.search, '>');
  }
}

test('a new index asks for everything, once, and is done when everybody has heard it', async () => {
  expect(await look()).toBe('asked');
  expect(await look()).toBe('waiting');
  expect(await asked()).toEqual(['projection.lost']);
  await everybodyHears();
  expect([await look(), await look()]).toEqual(['done', 'done']);
  expect(await asked()).toHaveLength(1);
});

test('the request is made again where the store lost it before everybody had heard it', async () => {
  await look();
  await redis.flushdb();
  expect(await look()).toBe('asked');
  expect(await asked()).toHaveLength(1);
});

test('an index that was lost and made again asks again, also where only the sales were lost', async () => {
  const { client, names } = shop.service;
  for (const lose of [() => migrate('down'), () => client.indices.delete({ index: names.sales })]) {
    await look();
    await everybodyHears();
    expect(await look()).toBe('done');
    await lose();
    await migrate('up');
    expect(await look()).toBe('asked');
  }
});

test('without an index nobody is asked, and a rebuild, which copies, need not ask', async () => {
  const { client, names } = shop.service;
  await look();
  await everybodyHears();
  await look();
  await rebuildProducts({ client, names, log });
  expect(await look()).toBe('done');
  expect((await currentIndex(client, names))?.mappingVersion).toBe(MAPPING_VERSION);
  await migrate('down');
  expect(await look()).toBe('no index');
});
