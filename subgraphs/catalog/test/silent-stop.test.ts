import { createLogger } from '@quartet/service-kit';
import { freshMongo, freshRedis, silentProxy, waitUntil } from '@quartet/test-kit';
import { expect, it } from 'vitest';
import { migrateCatalog, startCatalog } from '../src/index.ts';

const log = createLogger({ name: 'catalog-test', level: 'silent' });

it.each(['MongoDB', 'Redis', 'both'] as const)(
  'stops within ten seconds while its relay waits for an answer (%s is silent)',
  { timeout: 120_000 },
  async (silent) => {
    const mongo = await silentProxy((await freshMongo()).url);
    const broker = await silentProxy((await freshRedis()).url);
    const env = { CATALOG_MONGODB_URL: mongo.url, REDIS_URL: broker.url, REDIS_CACHE_URL: broker.url };
    await migrateCatalog({ env, log, direction: 'up' });
    const catalog = await startCatalog({ env, log, workers: true });
    await waitUntil(
      () =>
        Promise.all(Object.values(catalog.checks).map((check) => check())).then(
          () => true,
          () => false,
        ),
      { what: 'all engines' },
    );
    if (silent !== 'Redis') mongo.silence();
    if (silent !== 'MongoDB') broker.silence();
    const began = performance.now();
    await catalog.stop();
    expect(performance.now() - began).toBeLessThan(10_000);
  },
);
