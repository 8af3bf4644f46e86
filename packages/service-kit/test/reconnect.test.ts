import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { privateEngines } from '@quartet/test-kit';
import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { createElasticsearch, createMongo, createPostgres, createRedis, toAppError } from '../src/index.ts';

const log = pino({ level: 'silent' });
const { env, controls } = await privateEngines(['postgres', 'mongodb', 'redis']);
const postgres = createPostgres({ url: env.USERS_DATABASE_URL, name: 'test', log });
const mongo = createMongo({ url: env.CATALOG_MONGODB_URL, name: 'test', log });
const redis = createRedis({ url: env.REDIS_URL, name: 'test', log });
afterAll(async () => {
  redis.disconnect();
  await Promise.all([postgres.destroy(), mongo.destroy()]);
});

const codeOf = (run: () => Promise<unknown>): Promise<string> =>
  run().then(
    () => 'fine',
    (error: unknown) => toAppError(error).code,
  );

test.each([
  ['PostgreSQL', controls.postgres, postgres.ping],
  ['MongoDB', controls.mongodb, mongo.ping],
  ['Redis', controls.redis, () => redis.ping()],
])('%s killed and started again: unavailable, then fine without anybody’s help', async (_, control, ping) => {
  expect(await codeOf(ping)).toBe('fine');
  await control.kill();
  expect(await codeOf(ping)).toBe('SERVICE_UNAVAILABLE');
  await control.start();
  // Redis is tried again once a second at least; the others with the next call.
  await expect.poll(() => codeOf(ping), { interval: 20 }).toBe('fine');
});

test.each([
  ['PostgreSQL', controls.postgres, () => createPostgres({ url: env.USERS_DATABASE_URL, name: 'early', log })],
  ['MongoDB', controls.mongodb, () => createMongo({ url: env.CATALOG_MONGODB_URL, name: 'early', log })],
])('%s away at the first connection: unavailable, then fine when it comes', async (_, control, create) => {
  await control.kill();
  const { ping, destroy } = create();
  try {
    expect(await codeOf(ping)).toBe('SERVICE_UNAVAILABLE');
    expect(await codeOf(ping)).toBe('SERVICE_UNAVAILABLE');
    await control.start();
    await expect.poll(() => codeOf(ping), { interval: 20 }).toBe('fine');
  } finally {
    await destroy();
  }
});

async function listen(port: number): Promise<Server> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"acknowledged":true}');
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

test('the search engine away and back: unavailable soon, then fine with the next call', async () => {
  const first = await listen(0);
  const { port } = first.address() as AddressInfo;
  const client = createElasticsearch({ url: `http://127.0.0.1:${port}`, name: 'test', log });
  const ask = () => codeOf(() => client.indices.delete({ index: 'x' }));
  expect(await ask()).toBe('fine');
  first.closeAllConnections();
  first.close();
  const started = performance.now();
  expect(await ask()).toBe('SERVICE_UNAVAILABLE');
  expect(performance.now() - started).toBeLessThan(5_000);
  const second = await listen(port);
  expect(await ask()).toBe('fine');
  await client.close();
  second.closeAllConnections();
  second.close();
});
