import { flagshipQuery } from '@quartet/schema';
import { createLogger } from '@quartet/service-kit';
import { TOPOLOGIES } from '@quartet/launcher';
import { type FreshEnv, freshEnv, waitUntil } from '@quartet/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  countCalls,
  emptyCaches,
  type Flagship,
  isWhole,
  openShop,
  type Person,
  type Shop,
  seedWideCatalogue,
} from '../src/index.ts';

const log = createLogger({ name: 'e2e' });
let env: FreshEnv;
let shop: Shop;
let ada: Person;
let skus: string[] | undefined;

beforeAll(async () => {
  env = await freshEnv();
});

async function orderOf(items: number): Promise<string> {
  const lines = (skus ?? []).slice(0, items).map((sku) => ({ sku, quantity: 1 }));
  return (await shop.order(ada, lines)).orderId;
}

async function callsFor(id: string, { cold }: { cold: boolean }) {
  if (cold) await emptyCaches({ cacheUrl: env.REDIS_CACHE_URL, log });
  const { result, calls } = await countCalls(shop, () => ada.client.ask<Flagship>(flagshipQuery(), { id }));
  expect(result.errors).toEqual([]);
  return { calls, items: result.data?.order?.items ?? [] };
}

describe.each(TOPOLOGIES)('the flagship, %s, makes as many database calls', (topology) => {
  beforeAll(async () => {
    // What is counted is what an empty cache of the router costs.
    shop = await openShop({ urls: env, env: { ...env, ENTITY_CACHE: 'false' }, log, topology });
    skus ??= await seedWideCatalogue(shop.stack, 60); // the next topology finds them there
    ada = await shop.person('Ada');
  });
  afterAll(() => shop.close());

  it.each([
    ['from cold caches', true],
    ['from warm caches', false],
  ])('for 50 items as for 1, %s', async (_, cold) => {
    const [small, large] = [await orderOf(1), await orderOf(50)];
    // The first run fetches keys and plans that later ones have, and may take too long; both warm the caches.
    for (const id of [small, large])
      await waitUntil(async () => isWhole(await ada.client.ask<Flagship>(flagshipQuery(), { id })));

    const one = await callsFor(small, { cold });
    const fifty = await callsFor(large, { cold });

    expect(one.items).toHaveLength(1);
    expect(fifty.items).toHaveLength(50);
    expect(new Set(fifty.items.map((item) => item.variant?.product?.name)).size).toBe(50);
    expect(fifty.items.every((item) => item.variant?.product?.similar?.length === 3)).toBe(true);
    expect(fifty.items.every((item) => item.variant?.product?.category.facets?.length === 3)).toBe(true);
    expect(fifty.calls).toEqual(one.calls);
    // And so few that it is no accident: each engine is asked a handful of times.
    for (const engine of ['postgres', 'mongodb', 'elasticsearch'] as const) {
      expect(one.calls[engine]).toBeGreaterThan(0);
      expect(one.calls[engine]).toBeLessThanOrEqual(8);
    }
    expect(one.calls.redis).toBeGreaterThan(0);
  });
});
