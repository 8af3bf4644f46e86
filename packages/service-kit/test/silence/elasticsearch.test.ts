import { currentRun, silentProxy, waitUntil } from '@quartet/test-kit';
import { pino } from 'pino';
import { afterAll, expect, it } from 'vitest';
import { createElasticsearch, toAppError } from '../../src/index.ts';

const proxy = await silentProxy(currentRun().urls.ELASTICSEARCH_URL);
const client = createElasticsearch({
  url: proxy.url,
  name: 'silence test',
  requestTimeoutMs: 1_000,
  log: pino({ level: 'silent' }),
});
afterAll(() => client.close());

const PARALLEL = 20;
const ask = (): Promise<string> =>
  client.info().then(
    () => 'fine',
    (error: unknown) => toAppError(error).code,
  );
const askAll = async () => new Set(await Promise.all(Array.from({ length: PARALLEL }, ask)));

it('refuses all requests in time while the server is silent, and is whole soon after', async () => {
  expect(await askAll()).toEqual(new Set(['fine']));
  proxy.silence();
  for (const _ of ['over the old connections', 'over new ones']) {
    const started = performance.now();
    expect(await askAll()).not.toContain('fine');
    expect(performance.now() - started).toBeLessThan(15_000);
  }
  proxy.restore();
  await waitUntil(async () => (await ask()) === 'fine', { what: 'an answer' });
  expect(await askAll()).toEqual(new Set(['fine']));
});

it('closes connections that are idle before long: they may have died unnoticed', async () => {
  expect(await askAll()).toEqual(new Set(['fine']));
  proxy.silence();
  proxy.restore();
  await waitUntil(() => proxy.open() === 0, { what: 'the idle connections to be closed' });
  expect(await askAll()).toEqual(new Set(['fine']));
});
