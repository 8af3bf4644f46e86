import { afterwards, freshRedis, privateEngines } from '@quartet/test-kit';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type NewEntry,
  type Redis,
  createGenerations,
  createLogger,
  createRedis,
  readEntries,
  storeEntries,
} from '../../src/index.ts';

const log = createLogger({ name: 'entity-cache-test', level: 'silent' });
let redis: Redis;

beforeAll(async () => {
  const { url } = await freshRedis();
  redis = createRedis({ url, name: 'entity-cache-test', log });
  afterwards(() => Promise.resolve(redis.disconnect()));
});
beforeEach(() => redis.flushdb());

const generationsOf = (options: { maxTags?: number } = {}) =>
  createGenerations({ redis, subgraph: 'catalog', log, timeoutMs: 10_000, ...options });

async function begin(key: string) {
  const { clock, now } = await readEntries(redis, { subgraph: 'catalog', keys: [key] });
  return { key, clock, endsAt: now + 60_000 };
}

const store = async (entry: NewEntry) => (await storeEntries(redis, { subgraph: 'catalog', entries: [entry] }))[0];
const read = async (key: string) => (await readEntries(redis, { subgraph: 'catalog', keys: [key] })).entries[0]?.body;

describe('an entry', () => {
  it('is read until a tag of it is raised', async () => {
    const generations = generationsOf();
    expect(await store({ ...(await begin('a')), tags: ['Product:1', 'products'], body: '{"name":"A"}' })).toBe(
      'stored',
    );
    await generations.raise(['Product:2']);
    expect(await read('a')).toBe('{"name":"A"}');
    await generations.raise(['Product:1']);
    expect(await read('a')).toBeUndefined();
  });

  it('is not stored where a tag of it was raised since its fetch began, by a reader however slow', async () => {
    const slow = await begin('a');
    await generationsOf().raise(['Product:1']);
    expect(await store({ ...slow, tags: ['Product:1'], body: '"old"' })).toBe('moved');
    expect(await store({ ...(await begin('a')), tags: ['Product:1'], body: '"new"' })).toBe('stored');
    expect(await read('a')).toBe('"new"');
  });

  it('ends when it is too old, counted from the beginning of its fetch', async () => {
    const begun = await begin('a');
    expect(await store({ ...begun, endsAt: begun.endsAt - 60_000, tags: [], body: '1' })).toBe('too_old');
    await store({ ...begun, tags: [], body: '1' });
    const left = await redis.pttl('{cache:catalog}:e:a');
    expect(left).toBeGreaterThan(30_000);
    expect(left).toBeLessThanOrEqual(60_000);
  });

  it('of another subgraph is another one', async () => {
    await store({ ...(await begin('a')), tags: ['Product:1'], body: '1' });
    await createGenerations({ redis, subgraph: 'search', log }).raiseAll();
    expect(await read('a')).toBe('1');
  });

  it.each(['\n', ' t', 'é\0', '{cache:search}', '%', '1 2 3\n4'])('may have a tag and a body with %j', async (odd) => {
    await store({ ...(await begin('a')), tags: [`Product:${odd}`], body: JSON.stringify(odd) });
    expect(await read('a')).toBe(JSON.stringify(odd));
    await generationsOf().raise([`Product:${odd}`]);
    expect(await read('a')).toBeUndefined();
  });
});

describe('raising', () => {
  it('everything invalidates what has no tags, and what is being fetched', async () => {
    await store({ ...(await begin('a')), tags: [], body: '1' });
    const slow = await begin('b');
    await generationsOf().raiseAll();
    expect(await read('a')).toBeUndefined();
    expect(await store({ ...slow, tags: [], body: '1' })).toBe('moved');
  });

  it('more tags than are remembered invalidates what is older, and nothing that is newer', async () => {
    const generations = generationsOf({ maxTags: 3 });
    await store({ ...(await begin('old')), tags: ['other'], body: '1' });
    await generations.raise(['1', '2']);
    await generations.raise(['3', '4']);
    await store({ ...(await begin('new')), tags: ['1', '4'], body: '1' });
    await generations.raise(['5']);
    expect(await read('old')).toBeUndefined();
    expect(await read('new')).toBe('1');
    expect(await redis.zcard('{cache:catalog}:tags')).toBe(4);
  });
});

it('a Redis without free memory forgets what is raised, and is still read', async () => {
  const engines = await privateEngines(['redis']);
  const full = createRedis({ url: engines.env.REDIS_CACHE_URL, name: 'full-cache-test', log });
  const subgraph = 'catalog';
  const entry = async (key: string) => {
    const { clock, now } = await readEntries(full, { subgraph, keys: [] });
    return { key, clock, endsAt: now + 60_000, tags: [`Product:${key}`], body: '1' };
  };
  try {
    await storeEntries(full, { subgraph, entries: [await entry('a'), await entry('b')] });
    const late = await entry('c');
    await full.config('SET', 'maxmemory', '1');
    await createGenerations({ redis: full, subgraph, log, timeoutMs: 10_000 }).raise(['Product:a']);
    await expect(storeEntries(full, { subgraph, entries: [late] })).rejects.toThrow('OOM');
    const { entries } = await readEntries(full, { subgraph, keys: ['a', 'b'] });
    expect(entries.map((found) => found?.body)).toEqual([undefined, '1']);
  } finally {
    full.disconnect();
    await engines.stop();
  }
});

describe('a Redis that lost its data', () => {
  it('while something is fetched keeps nothing of it, whatever was lost', async () => {
    const slow = await begin('a');
    await generationsOf().raise(['Product:1']);
    await redis.flushdb();
    expect(await store({ ...slow, tags: ['Product:1'], body: '"old"' })).toBe('moved');
    await begin('b');
    expect(await store({ ...slow, tags: ['Product:1'], body: '"old"' })).toBe('moved');
  });

  it('but for entries: an eviction of the tags invalidates them all', async () => {
    await store({ ...(await begin('a')), tags: ['Product:1'], body: '"old"' });
    await redis.del('{cache:catalog}:tags');
    expect(await read('a')).toBeUndefined();
  });
});

/*
 * Fetches, changes and raises in any order. The truth of each tag is a number; a fetch reads the truth of its tags at some
 * moment between its beginning and its end. Who reads the cache after a change was raised never gets a truth from before it.
 */
describe('in any order of steps', () => {
  const TAGS = ['x', 'y', 'z'];
  const tag = fc.constantFrom(...TAGS);
  const step = fc.oneof(
    fc.record({ kind: fc.constant('change' as const), tag }),
    fc.record({ kind: fc.constant('raise' as const), tag }),
    fc.record({
      kind: fc.constant('begin' as const),
      key: fc.constantFrom('a', 'b'),
      tags: fc.uniqueArray(tag, { minLength: 1 }),
    }),
    fc.record({ kind: fc.constant('look' as const), fetch: fc.nat(3) }),
    fc.record({ kind: fc.constant('store' as const), fetch: fc.nat(3) }),
    fc.record({ kind: fc.constant('read' as const), key: fc.constantFrom('a', 'b') }),
    fc.record({ kind: fc.constantFrom('raiseAll' as const, 'evictTags' as const, 'empty' as const) }),
  );

  it('what was invalidated does not come back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        await redis.flushdb();
        const generations = generationsOf({ maxTags: 2 });
        const truth = new Map(TAGS.map((name) => [name, 0]));
        const raised = new Map(TAGS.map((name) => [name, 0]));
        const fetches: { entry: Awaited<ReturnType<typeof begin>>; tags: string[]; seen?: Record<string, number> }[] =
          [];
        const look = (tags: readonly string[]) => Object.fromEntries(tags.map((name) => [name, truth.get(name) ?? 0]));
        const expectNew = (body: string | undefined) => {
          if (body === undefined) return;
          const seen = JSON.parse(body) as Record<string, number>;
          for (const [name, value] of Object.entries(seen)) expect(value).toBeGreaterThanOrEqual(raised.get(name) ?? 0);
        };
        for (const one of steps) {
          if (one.kind === 'change') truth.set(one.tag, (truth.get(one.tag) ?? 0) + 1);
          else if (one.kind === 'raise') {
            await generations.raise([one.tag]);
            raised.set(one.tag, truth.get(one.tag) ?? 0);
          } else if (one.kind === 'begin') fetches.push({ entry: await begin(one.key), tags: one.tags });
          else if (one.kind === 'look' || one.kind === 'store') {
            const fetch = fetches[fetches.length - 1 - one.fetch];
            if (!fetch) continue;
            fetch.seen ??= look(fetch.tags);
            if (one.kind === 'store')
              await store({ ...fetch.entry, tags: fetch.tags, body: JSON.stringify(fetch.seen) });
          } else if (one.kind === 'read') expectNew(await read(one.key));
          else if (one.kind === 'evictTags') await redis.del('{cache:catalog}:tags');
          else if (one.kind === 'empty') await redis.flushdb();
          else {
            await generations.raiseAll();
            for (const [name, value] of truth) raised.set(name, value);
          }
        }
        for (const key of ['a', 'b']) expectNew(await read(key));
      }),
      { numRuns: 150 },
    );
  });
});
