import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { currentRun, privateEngines } from '../src/index.ts';

it("gives the test file a Redis that it may kill, and places on the run's other engines", async () => {
  const { env, controls } = await privateEngines(['redis']);
  expect(new URL(env.REDIS_URL).port).not.toBe(new URL(currentRun().urls.REDIS_URL).port);
  expect(new URL(env.ORDERS_DATABASE_URL).host).toBe(new URL(currentRun().urls.ORDERS_DATABASE_URL).host);
  expect(env.ORDERS_DATABASE_URL).not.toBe(currentRun().urls.ORDERS_DATABASE_URL);

  const redis = new Redis(env.REDIS_URL, { protocol: 2, maxRetriesPerRequest: 0, retryStrategy: () => null });
  redis.on('error', () => undefined);
  await redis.set('key', 'value');
  await controls.redis.kill();
  await expect(redis.get('key')).rejects.toThrow();
  await controls.redis.start();
  const again = new Redis(env.REDIS_URL, { protocol: 2 });
  expect(await again.get('key')).toBe('value');
  again.disconnect();
});
