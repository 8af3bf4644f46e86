import { STREAMS } from '@quartet/schema/events';
import { anonymous, createRedis, publishEvents } from '@quartet/service-kit';
import { privateEngines, waitUntil } from '@quartet/test-kit';
import { expect, onTestFinished, test } from 'vitest';
import { migrateSearch, startSearch } from '../src/index.ts';
import { log, productChanged } from './shop.ts';

test(
  'when the engine is back the next query is whole, and what happened meanwhile arrives',
  { timeout: 90_000 },
  async () => {
    const { env, controls } = await privateEngines(['elasticsearch']);
    await migrateSearch({ env, log, direction: 'up' });
    const service = await startSearch({ env, log, workers: true });
    const redis = createRedis({ url: env.REDIS_URL, name: 'test', log });
    onTestFinished(async () => {
      redis.disconnect();
      await service.stop();
    });
    const search = () =>
      service.subgraph.execute({ query: '{ searchProducts { nodes { id } } }', viewer: anonymous, requestId: 'test' });
    const found = (...ids: string[]) => ({ data: { searchProducts: { nodes: ids.map((id) => ({ id })) } } });

    await publishEvents(redis, STREAMS.catalog, [productChanged('before')]);
    await waitUntil(async () => (await service.indexedCount()) === 1, {
      what: 'the first product',
    });

    await controls.elasticsearch.kill();
    await publishEvents(redis, STREAMS.catalog, [productChanged('meanwhile')]);
    const asked = performance.now();
    const { data, errors } = await search();
    expect(performance.now() - asked).toBeLessThan(8_000);
    expect(data).toEqual({ searchProducts: null });
    expect(errors?.[0]?.extensions['code']).toBe('SERVICE_UNAVAILABLE');

    await controls.elasticsearch.start();
    expect(await search()).toMatchObject({ data: { searchProducts: { nodes: expect.any(Array) as unknown } } });
    await waitUntil(async () => (await service.indexedCount()) === 2, {
      what: 'the second product',
    });
    expect(await search()).toEqual(found('before', 'meanwhile'));
  },
);
