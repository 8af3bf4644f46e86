import { STREAMS } from '@quartet/schema/events';
import { createRedis, publishEvents } from '@quartet/service-kit';
import { freshEnv, silentProxy, waitUntil } from '@quartet/test-kit';
import { expect, test } from 'vitest';
import { migrateSearch, startSearch } from '../src/index.ts';
import { log, productChanged } from './shop.ts';

test('stops within ten seconds while events wait for an answer of a silent engine', async () => {
  const fresh = await freshEnv();
  const engine = await silentProxy(fresh.ELASTICSEARCH_URL);
  const env = { ...fresh, ELASTICSEARCH_URL: engine.url };
  await migrateSearch({ env, log, direction: 'up' });
  const service = await startSearch({ env, log, workers: true });
  const redis = createRedis({ url: env.REDIS_URL, name: 'test', log });
  await publishEvents(redis, STREAMS.catalog, [productChanged('before')]);
  await waitUntil(async () => (await service.indexedCount()) === 1, { what: 'the product' });
  engine.silence();
  await publishEvents(redis, STREAMS.catalog, [productChanged('behind')]);
  redis.disconnect();
  const began = performance.now();
  await service.stop();
  expect(performance.now() - began).toBeLessThan(10_000);
});
