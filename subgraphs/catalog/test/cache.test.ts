import { once } from 'node:events';
import { createRedis, type ProductId } from '@quartet/service-kit';
import { freshRedis, privateEngines, waitUntil } from '@quartet/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createProductCache, type ProductCache } from '../src/cache/product-cache.ts';
import { NO_RATING, type Product } from '../src/products/product.ts';
import { log } from './fixtures.ts';

/** What Redis answers is asserted here, so a busy machine has more time for it than a request would wait. */
const PATIENT = { timeoutMs: 10_000 };

let cache: ProductCache;
let redis: ReturnType<typeof createRedis>;
beforeAll(async () => {
  redis = createRedis({ url: (await freshRedis()).url, name: 'cache-test', log });
  cache = createProductCache(redis, PATIENT);
});
afterAll(() => redis.disconnect());

function product(id: string, version: number): Product {
  const day = new Date('2026-01-02T03:04:05.678Z');
  return {
    id: id as ProductId,
    version,
    ratingVersion: 0,
    slug: id,
    slugs: [id],
    name: `${id} v${version}`,
    brand: null,
    shortDescription: null,
    description: 'two\nlines\n',
    status: 'PUBLISHED',
    categoryId: 'c' as Product['categoryId'],
    images: [],
    attributes: [],
    tags: [],
    variants: [],
    rating: NO_RATING,
    lastPriceChange: null,
    publishedAt: null,
    createdAt: day,
    updatedAt: day,
  };
}
const idOf = (id: string) => id as ProductId;

it('gives back what was put in, dates too, and only what it has', async () => {
  const one = product('one', 1);
  await cache.fill([one, product('two', 1)]);
  const found = await cache.read([idOf('one'), idOf('none')]);
  expect([...found]).toEqual([['one', one]]);
});

it('keeps a slow reader from putting an old copy back', async () => {
  const id = idOf('slow');
  const old = product('slow', 1);
  await cache.fill([old]);
  await cache.invalidate([{ id, revision: 2 }]);
  expect((await cache.read([id])).size).toBe(0);
  await cache.fill([old]);
  expect((await cache.read([id])).size).toBe(0);
  await cache.fill([product('slow', 2)]);
  expect((await cache.read([id])).get(id)?.version).toBe(2);
  // A repeated or late event takes nothing away.
  await cache.invalidate([{ id, revision: 2 }]);
  await cache.fill([old]);
  expect((await cache.read([id])).get(id)?.version).toBe(2);
});

it('is out of the way at once where Redis is away', async () => {
  const away = createRedis({ url: 'redis://127.0.0.1:1', name: 'away', log });
  const empty = createProductCache(away);
  await empty.fill([product('x', 1)]);
  const start = performance.now();
  for (let n = 0; n < 20; n++) expect((await empty.read([idOf('x')])).size).toBe(0);
  expect(performance.now() - start).toBeLessThan(5_000);
  away.disconnect();
});

it('does not wait for a Redis that hangs, and uses it again later', async () => {
  let now = 0;
  let hangs = true;
  const stub = {
    mget: (keys: string[]) => (hangs ? new Promise<never>(() => undefined) : redis.mget(keys)),
  } as unknown as typeof redis;
  const patient = createProductCache(stub, { now: () => now, timeoutMs: 2_000 });
  await cache.fill([product('back', 1)]);
  expect((await patient.read([idOf('back')])).size).toBe(0);
  hangs = false;
  expect((await patient.read([idOf('back')])).size).toBe(0);
  now = 5_000;
  expect((await patient.read([idOf('back')])).size).toBe(1);
});

it('drops a copy that changed while the cache could not be reached, as soon as it can', async () => {
  const id = idOf('changed-meanwhile');
  const { url } = await freshRedis();
  const relays = createRedis({ url, name: 'relay', log });
  const readers = createRedis({ url, name: 'reader', log });
  const relay = createProductCache(relays, PATIENT);
  const reader = createProductCache(readers, PATIENT);
  await relay.fill([product(id, 1)]);
  const away = once(relays, 'end');
  relays.disconnect();
  await away;
  await relay.invalidate([{ id, revision: 2 }]);
  await relay.invalidate([{ id, revision: 3 }]);
  // Nobody else asks anything of the relay's cache from here on.
  expect((await reader.read([id])).get(id)?.version).toBe(1);
  await relays.connect();
  await waitUntil(async () => (await reader.read([id])).size === 0, { what: 'the old copy to go' });
  await reader.fill([product(id, 2)]);
  expect((await reader.read([id])).size).toBe(0);
  relays.disconnect();
  readers.disconnect();
});

it('forgets an invalidation that could not be made once no older copy can be left', async () => {
  let now = 0;
  const asked: unknown[] = [];
  const stub = {
    eval: (...given: unknown[]) => {
      asked.push(given);
      return Promise.reject(new Error('away'));
    },
  } as unknown as typeof redis;
  const away = createProductCache(stub, { now: () => now });
  await away.invalidate([{ id: idOf('forgotten'), revision: 2 }]);
  now = 149_000;
  await away.invalidate([]);
  expect(asked).toHaveLength(2);
  now = 151_000;
  await away.invalidate([]);
  expect(asked).toHaveLength(2);
});

it('drops what is invalid and is read on, although its Redis has no memory left', async () => {
  const engines = await privateEngines(['redis']);
  const full = createRedis({ url: engines.env.REDIS_CACHE_URL, name: 'full-cache-test', log });
  try {
    const filling = createProductCache(full, PATIENT);
    await filling.fill([product('stale', 1), product('kept', 1)]);
    await full.config('SET', 'maxmemory', '1');
    await filling.fill([product('new', 1)]);
    await filling.invalidate([{ id: idOf('stale'), revision: 2 }]);
    expect([...(await filling.read([idOf('stale'), idOf('kept'), idOf('new')])).keys()]).toEqual(['kept']);
    // A reader that was slow does not put the old copy back once there is memory again.
    await full.config('SET', 'maxmemory', '0');
    await filling.fill([product('stale', 1)]);
    expect([...(await filling.read([idOf('stale')])).keys()]).toEqual([]);
  } finally {
    full.disconnect();
    await engines.stop();
  }
});
