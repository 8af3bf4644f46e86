import { freshRedis, privateEngines, silentProxy, waitUntil } from '@quartet/test-kit';
import { pino } from 'pino';
import { afterAll, expect, it } from 'vitest';
import { createRedis, publishEvents, startConsumer, toAppError, type Redis } from '../../src/index.ts';
import { contract, newEvent } from '../events/contract.ts';

const log = pino({ level: 'silent' });
const server = await freshRedis();
const open: Redis[] = [];
afterAll(() => open.forEach((redis) => redis.disconnect()));

function connect(url: string, o: { patient?: boolean; timeoutMs?: number } = {}): Redis {
  const redis = createRedis({ url, name: 'silence test', log, ...o });
  open.push(redis);
  return redis;
}

const outcome = (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => 'fine',
    (error: unknown) => toAppError(error).code,
  );

it('refuses each command in time while the server is silent, and is whole soon after', async () => {
  const proxy = await silentProxy(server.url);
  const redis = connect(proxy.url);
  await redis.ping();
  proxy.silence();

  const started = performance.now();
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => outcome(redis.get('a'))));
  expect(new Set(outcomes)).toEqual(new Set(['TIMEOUT']));
  expect(performance.now() - started).toBeLessThan(8_000);

  // Its connection is closed although the other end never says anything.
  await waitUntil(async () => (await outcome(redis.get('a'))) === 'SERVICE_UNAVAILABLE');
  proxy.restore();
  await waitUntil(async () => (await redis.ping()) === 'PONG', { what: 'an answer' });
});

it('leaves a connection that died while nobody asked, with the first command that is not answered', async () => {
  const proxy = await silentProxy(server.url);
  const redis = connect(proxy.url);
  await redis.ping();
  proxy.silence();
  proxy.restore();
  expect(await outcome(redis.get('a'))).toBe('TIMEOUT');
  await waitUntil(async () => (await redis.ping()) === 'PONG', { what: 'an answer' });
});

it('does not send a command again that was refused as too late', async () => {
  const proxy = await silentProxy(server.url);
  const [counting, other] = [connect(proxy.url, { patient: true, timeoutMs: 500 }), connect(server.url)];
  await counting.set('late', 0);
  proxy.silence();
  expect(await outcome(counting.incr('late'))).toBe('TIMEOUT');
  proxy.restore();
  await waitUntil(async () => (await counting.ping()) === 'PONG', { what: 'an answer' });
  expect(await other.get('late')).toBe('0');
});

it('a reader that is blocked on a silent connection reads on over a new one', async () => {
  const proxy = await silentProxy(server.url);
  const stream = 'events:{silence}';
  const handled: string[] = [];
  const consumer = startConsumer({
    contract,
    redisUrl: proxy.url,
    stream,
    group: 'silent',
    log,
    ping: () => Promise.resolve(),
    handle: (events) => {
      handled.push(...events.map((event) => event.subject));
      return Promise.resolve();
    },
  });
  const publisher = connect(server.url);
  const publish = (sku: string) =>
    publishEvents(publisher, stream, [
      newEvent('stock.changed', {
        source: '/orders',
        subject: sku,
        version: 1,
        data: { sku, productId: null, available: 1, version: 1 },
      }),
    ]);
  try {
    await publish('before');
    await waitUntil(() => handled.includes('before'));
    proxy.silence();
    proxy.restore();
    await publish('after');
    await waitUntil(() => handled.includes('after'), { what: 'the event behind the silence' });
  } finally {
    await consumer.stop();
  }
});

it('leaves a server that has become a replica', async () => {
  const { env } = await privateEngines(['redis']);
  const [redis, admin] = [connect(env.REDIS_URL), connect(env.REDIS_URL)];
  const reader = connect(env.REDIS_URL, { patient: true, timeoutMs: 60_000 });
  await redis.xgroup('CREATE', 's', 'g', '$', 'MKSTREAM');
  const id = await redis.client('ID');
  const readerId = await reader.client('ID');
  const read = outcome(reader.xreadgroup('GROUP', 'g', 'c', 'BLOCK', 50_000, 'STREAMS', 's', '>'));
  await waitUntil(async () => /blocked_clients:1\b/.test(await admin.info('clients')));
  await admin.call('REPLICAOF', '127.0.0.1', '1');
  expect(await read).toBe('SERVICE_UNAVAILABLE');
  expect(await outcome(redis.eval(`return redis.call('SET', KEYS[1], 1)`, 1, 'a'))).toBe('SERVICE_UNAVAILABLE');
  await admin.call('REPLICAOF', 'NO', 'ONE');
  await waitUntil(async () => (await redis.set('a', 1)) === 'OK', { what: 'a write' });
  expect(await redis.client('ID')).not.toBe(id);
  expect(await reader.client('ID')).not.toBe(readerId);
  await admin.call('REPLICAOF', '127.0.0.1', '1');
  expect(await outcome(redis.multi().set('a', 2).exec())).toBe('SERVICE_UNAVAILABLE');
});
