import { eventContract, STREAMS } from '@quartet/schema/events';
import { createRedis, newId, parseEvent, publishEvents } from '@quartet/service-kit';
import { freshPostgres, freshRedis, waitUntil } from '@quartet/test-kit';
import { expect, it } from 'vitest';
import { migrateOrders, receiveStock, findSkuStates, startOrders } from '../src/index.ts';
import { openForGermany } from './checkout/charges.ts';
import { log, productChanged, variant } from './database.ts';
import { place } from './placed-order.ts';

it('takes over the catalog from its stream, and tells of orders and stock on its own', async () => {
  const env = { ORDERS_DATABASE_URL: (await freshPostgres()).url, REDIS_URL: (await freshRedis()).url };
  await migrateOrders({ env, log, direction: 'up' });
  const redis = createRedis({ url: env.REDIS_URL, name: 'orders test', log, patient: true, timeoutMs: 10_000 });
  const orders = await startOrders({ env, log, workers: true });
  try {
    const sku = newId();
    await publishEvents(redis, STREAMS.catalog, [productChanged({ variants: [variant(sku)] })]);
    await waitUntil(async () => (await findSkuStates(orders.db, [sku])).get(sku)?.purchasable, { what: 'the SKU' });

    await receiveStock(orders.db, { sku, quantity: 1, reference: newId() });
    await openForGermany(orders.db);
    const { orderId } = await place(orders.db, [{ sku, quantity: 1 }]);
    const events = await waitUntil(async () => {
      const entries = await redis.xrange(STREAMS.orders, '-', '+');
      const found = entries.map(([, fields]) => parseEvent(eventContract, fields[1] ?? ''));
      // What staff set for the shop is told as well.
      const ofOrder = found.filter(({ type }) => type !== 'audit.recorded');
      return ofOrder.length === 3 ? ofOrder : null;
    });
    expect(events.map((event) => [event.type, event.subject, event.sequence]).sort()).toEqual([
      ['order.placed', orderId, 1],
      ['stock.changed', sku, 1],
      ['stock.changed', sku, 2],
    ]);
    for (const check of Object.values(orders.checks)) await check();
  } finally {
    redis.disconnect();
    await orders.stop();
  }
});
