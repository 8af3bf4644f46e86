import { STREAMS } from '@quartet/schema/events';
import { createRedis, newId, publishEvents } from '@quartet/service-kit';
import { freshPostgres, freshRedis, silentProxy, waitUntil } from '@quartet/test-kit';
import { expect, it } from 'vitest';
import { migrateOrders, receiveStock, findSkuStates, startOrders } from '../src/index.ts';
import { log, productChanged, variant } from './database.ts';

/** A process that is told to stop has ten seconds. */
const BOUND_MS = 10_000;

it.each(['PostgreSQL', 'Redis', 'both'] as const)(
  'stops within its bound while a transaction, events and a transfer wait for an answer (%s is silent)',
  { timeout: 120_000 },
  async (silent) => {
    const postgres = await silentProxy((await freshPostgres()).url);
    const broker = await silentProxy((await freshRedis()).url);
    const env = { ORDERS_DATABASE_URL: postgres.url, REDIS_URL: broker.url };
    await migrateOrders({ env, log, direction: 'up' });
    const orders = await startOrders({ env, log, workers: true });
    const redis = createRedis({ url: env.REDIS_URL, name: 'orders test', log });
    const sku = newId();
    await publishEvents(redis, STREAMS.catalog, [productChanged({ variants: [variant(sku)] })]);
    await waitUntil(async () => (await findSkuStates(orders.db, [sku])).get(sku)?.purchasable, {
      what: 'the SKU',
    });
    const more = Array.from({ length: 50 }, () => productChanged({ variants: [variant(newId())] }));
    await publishEvents(redis, STREAMS.catalog, more);
    redis.disconnect();
    const request = receiveStock(orders.db, { sku, quantity: 1, reference: newId() }).catch(() => undefined);
    if (silent !== 'Redis') postgres.silence();
    if (silent !== 'PostgreSQL') broker.silence();
    const began = performance.now();
    await orders.stop();
    expect(performance.now() - began).toBeLessThan(BOUND_MS);
    await request;
  },
);
