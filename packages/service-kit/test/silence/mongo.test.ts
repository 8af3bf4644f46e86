import { freshMongo, silentProxy, waitUntil, type SilentProxy } from '@quartet/test-kit';
import { pino } from 'pino';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { createMongo, toAppError, type Mongo } from '../../src/index.ts';

const log = pino({ level: 'silent' });
const server = new URL((await freshMongo()).url);
// A replica set would tell the driver the way around the proxy.
server.searchParams.delete('replicaSet');
server.searchParams.set('directConnection', 'true');

let proxy: SilentProxy;
let mongo: Mongo;
const opened: Mongo[] = [];
afterAll(() => Promise.all(opened.map(({ destroy }) => destroy())));

const TIMEOUT_MS = 2_000;
const PARALLEL = 20;
beforeEach(async () => {
  proxy = await silentProxy(server.href);
  mongo = createMongo({ url: proxy.url, name: 'silence test', timeoutMs: TIMEOUT_MS, log });
  opened.push(mongo);
  expect(await askAll()).toEqual(new Set(['fine']));
});

const ask = (): Promise<string> =>
  mongo.db
    .collection('things')
    .findOne({})
    .then(
      () => 'fine',
      (error: unknown) => toAppError(error).code,
    );
const askAll = async () => new Set(await Promise.all(Array.from({ length: PARALLEL }, ask)));

it('refuses all commands in time while the server is silent, and its pool is whole soon after', async () => {
  proxy.silence();
  const started = performance.now();
  expect(await askAll()).not.toContain('fine');
  expect(performance.now() - started).toBeLessThan(30_000);

  proxy.restore();
  await waitUntil(async () => (await ask()) === 'fine', { what: 'an answer' });
  expect(await askAll()).toEqual(new Set(['fine']));
});

it('a pool whose connections all died unnoticed is whole soon after', async () => {
  proxy.silence();
  proxy.restore();
  await waitUntil(async () => (await ask()) === 'fine', { what: 'an answer' });
  await waitUntil(async () => (await askAll()).size === 1, { what: 'a whole pool' });
});

it('a client that is closed does not wait for a server that is silent', async () => {
  proxy.silence();
  const started = performance.now();
  await mongo.destroy();
  expect(performance.now() - started).toBeLessThan(20_000);
});

it('a stream of changes whose connection has died goes on', async () => {
  const things = mongo.db.collection<{ _id: string }>('watched');
  const stream = mongo.db.watch([], { maxAwaitTimeMS: 200 });
  const seen: string[] = [];
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      const change = await stream.tryNext().catch(() => null);
      if (change?.operationType === 'insert') seen.push(String(change.documentKey._id));
    }
  })();
  try {
    await waitUntil(async () => {
      await things.insertOne({ _id: `before-${Math.random()}` });
      return seen.length > 0;
    });
    proxy.silence();
    proxy.restore();
    await waitUntil(async () => (await ask()) === 'fine', { what: 'an answer' });
    await things.insertOne({ _id: 'after' });
    await waitUntil(() => seen.includes('after'), { what: 'the change behind the silence' });
  } finally {
    stopped = true;
    await stream.close();
    await watching;
  }
});

it('a first connection that comes late costs commands SERVICE_UNAVAILABLE and nothing else, and is waited for', async () => {
  const late = await silentProxy(server.href);
  late.silence();
  const client = createMongo({ url: late.url, name: 'late test', timeoutMs: TIMEOUT_MS, log });
  opened.push(client);
  const answered = client.answers();
  const ping = (): Promise<string> =>
    client.ping().then(
      () => 'fine',
      (error: unknown) => toAppError(error).code,
    );
  const codes: string[] = [];
  for (let round = 0; round < 3; round++) codes.push(...(await Promise.all(Array.from({ length: PARALLEL }, ping))));
  expect(new Set(codes)).toEqual(new Set(['SERVICE_UNAVAILABLE']));
  late.restore();
  await answered;
  await waitUntil(async () => (await ping()) === 'fine', { what: 'an answer' });
});
