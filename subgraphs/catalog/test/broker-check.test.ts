import { cp, rm } from 'node:fs/promises';
import { eventContract, newEvent, STREAMS } from '@quartet/schema/events';
import {
  createGenerations,
  createRedis,
  parseEvent,
  publishEvents,
  type CategoryId,
  type Worker,
} from '@quartet/service-kit';
import { privateEngines, waitUntil, type PrivateEngines } from '@quartet/test-kit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createProductCache } from '../src/cache/product-cache.ts';
import { productIdOf, saveProduct, saveProducts } from '../src/index.ts';
import { startCatalogRelay } from '../src/workers/catalog-relay.ts';
import { RELAY_ID, relays } from '../src/workers/relay-progress.repository.ts';
import { startRequestConsumer } from '../src/workers/request-consumer.ts';
import { aProduct, freshCatalog, log, makeCategory, type Db } from './fixtures.ts';

let engines: PrivateEngines<'redis'>;
let redis: ReturnType<typeof createRedis>;
let db: Db;
let category: CategoryId;
const running: Worker[] = [];

beforeAll(async () => {
  engines = await privateEngines(['redis']);
  redis = createRedis({ url: engines.env.REDIS_URL, name: 'relay-test', log });
});
beforeEach(async () => {
  await redis.flushall();
  ({ db } = await freshCatalog());
  category = await makeCategory(db, { slug: 'lamps' });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((worker) => worker.stop()));
});
afterAll(async () => {
  redis.disconnect();
  await engines.stop();
});

function startRelay(): Worker {
  const cache = createProductCache(redis, { timeoutMs: 10_000 });
  const relay = startCatalogRelay({
    db,
    redis,
    cache,
    generations: createGenerations({ redis, subgraph: 'catalog', log }),
    log,
    leaseMs: 1_000,
    checkEveryMs: 50,
  });
  running.push(relay);
  return relay;
}

const save = (...keys: string[]) =>
  saveProducts(
    db,
    keys.map((key) => aProduct(category, key)),
  );

/** The keys whose product was published, once for each time. */
async function published(...keys: string[]): Promise<string[]> {
  const names = new Map(keys.map((key) => [productIdOf(key) as string, key]));
  const entries = await redis.xrange(STREAMS.catalog, '-', '+').catch(() => []);
  const events = entries.map(([, fields]) => parseEvent(eventContract, fields[1] ?? ''));
  return events.flatMap((event) => (event.type === 'product.changed' ? (names.get(event.subject) ?? []) : []));
}

const seen = (...keys: string[]) =>
  waitUntil(async () => new Set(await published(...keys)).size === keys.length, {
    what: `${keys.join()} in the stream`,
  });

const progress = () => relays(db).findOne({ _id: RELAY_ID });
/** The relay has nothing left to publish again. */
const settled = () => waitUntil(async () => (await progress())?.snapshot === null, { what: 'the end of the snapshot' });

it('publishes all products again to a store that was emptied', async () => {
  startRelay();
  await save('a', 'b');
  await seen('a', 'b');
  await settled();
  await redis.flushall();
  await seen('a', 'b');
  await save('c');
  await seen('c');
});

it('loses nothing when the store is killed with -9 in the middle, and goes back where its newest entries are lost', async () => {
  startRelay();
  await save('old');
  await seen('old');
  await settled();
  // As it is half an hour later: the place behind 'old' is older than what may be lost.
  const [stopped] = running.splice(0);
  await stopped?.stop();
  const halfAnHourAgo = new Date(Date.now() - 30 * 60_000);
  const { resumeToken } = (await progress())!;
  await relays(db).updateOne({ _id: RELAY_ID }, { $set: { checkpoints: [{ resumeToken, at: halfAnHourAgo }] } });
  const [, folder] = (await redis.config('GET', 'dir')) as [string, string];
  await cp(folder, `${folder}.copy`, { recursive: true });

  startRelay();
  await save('recent');
  await seen('recent');
  await engines.controls.redis.kill();
  await save('meanwhile');
  await rm(folder, { recursive: true });
  await cp(`${folder}.copy`, folder, { recursive: true });
  await engines.controls.redis.start();
  await seen('recent', 'meanwhile');
  // Not a snapshot: what was published longer ago is not sent again.
  expect(await published('old')).toEqual(['old']);
  await rm(`${folder}.copy`, { recursive: true });
});

it('publishes all again where no place is old enough', async () => {
  const relay = startRelay();
  await save('a');
  await seen('a');
  await settled();
  await relay.stop();
  await relays(db).updateOne({ _id: RELAY_ID }, { $set: { 'store.runId': 'of another server' } });
  startRelay();
  await waitUntil(async () => (await published('a')).length === 2, { what: 'it a second time' });
  await settled();
  expect((await progress())?.store?.runId).not.toBe('of another server');
});

it('publishes all again for a consumer that lost its copy, once for each request', async () => {
  startRelay();
  await saveProduct(db, aProduct(category, 'a'));
  await seen('a');
  await settled();
  running.push(startRequestConsumer({ db, redisUrl: engines.env.REDIS_URL, log }));
  const request = newEvent('projection.lost', {
    source: '/search',
    subject: 'search',
    version: 1,
    data: { group: 'search' },
  });
  await publishEvents(redis, STREAMS.search, [request]);
  await waitUntil(async () => (await published('a')).length === 2, { what: 'it a second time' });
  await publishEvents(redis, STREAMS.search, [request]);
  await save('b');
  await seen('b');
  expect(await published('a')).toEqual(['a', 'a']);
});

it('is taken over by the other when the one at work dies without a word, and nothing is missing', async () => {
  // A holder that died: it renews nothing and gives nothing back.
  await relays(db).insertOne({ _id: RELAY_ID, owner: 'dead', until: new Date(Date.now() + 500), fence: 1 });
  startRelay();
  startRelay();
  await save('a', 'b');
  await seen('a', 'b');
  expect((await progress())?.fence).toBe(2);
});

it('takes over what an earlier release noted: its checkpoints, and its request for all products', async () => {
  const relay = startRelay();
  await save('a');
  await seen('a');
  await settled();
  await relay.stop();
  const { checkpoints } = (await progress())!;
  expect(checkpoints).toHaveLength(1);
  await relays(db).updateOne(
    { _id: RELAY_ID },
    { $set: { places: checkpoints!, wanted: 'asked', answered: 'before' }, $unset: { checkpoints: '' } },
  );
  startRelay();
  await waitUntil(async () => (await published('a')).length === 2, { what: 'it a second time' });
  await settled();
  const after = (await progress())!;
  expect(after).toMatchObject({ snapshotRequested: 'asked', snapshotServed: 'asked' });
  expect(after.checkpoints).toHaveLength(1);
  expect([after.places, after.wanted, after.answered]).toEqual([undefined, undefined, undefined]);
});
