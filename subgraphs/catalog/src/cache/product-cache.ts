import { type ProductId, type Redis, withDeadline } from '@quartet/service-kit';
import { revisionOf, type Product } from '../products/product.ts';

/** Products by id, in Redis. It never fails and never makes a reader wait: without Redis it holds nothing. */
export interface ProductCache {
  /** One round trip for all of them. */
  read(ids: readonly ProductId[]): Promise<Map<ProductId, Product>>;
  /** Keeps them, except where the cache knows of a newer state. */
  fill(products: readonly Product[]): Promise<void>;
  /**
   * Drops copies older than these states, and keeps older ones from coming back. What does not reach the cache now is
   * tried again until it does, or until no older copy can be left: a cache that was away comes back with what it held.
   */
  invalidate(changes: readonly { id: ProductId; revision: number }[]): Promise<void>;
}

/** An entry lives at most so long, also where no invalidation reached it. */
const ENTRY_MS = 120_000;
/** Longer than any reader takes from its read of the database to its fill. */
const TOMBSTONE_MS = 30_000;
/** A reader waits no longer for the cache: the database answers about as fast. */
const PATIENCE_MS = 150;
/** After a failure the cache is left alone for so long, so that an absent Redis costs one reader, not each. */
const REST_MS = 1_000;
/** A copy of an older state was filled in by then at the latest, and has ended. */
const OWED_MS = TOMBSTONE_MS + ENTRY_MS;
/** So many invalidations go in one command at most. */
const OWED_AT_ONCE = 1_000;

// One hash tag for all of them: a batch is one command in one cluster slot.
// The prefix counts the layouts of an entry: raised with each change of Product, so that deployments do not mix.
const keyOf = (id: ProductId) => `{catalog:product}:1:${id}`;

// A value is the revision, a line feed and the product as JSON; a tombstone has nothing behind the line feed.
// KEYS: entries; ARGV: time to live in ms, then revision and body of each.
// A Redis without memory refuses SET, but not behind another write of the script: an old copy is deleted in any case, and
// its tombstone, which is smaller, takes its place.
const SET_IF_NEWER = `
for i, key in ipairs(KEYS) do
  local revision, body = tonumber(ARGV[2 * i]), ARGV[2 * i + 1]
  local held = redis.call('GET', key)
  local known = held and tonumber(string.match(held, '^(%d+)')) or -1
  local tombstone = held and string.sub(held, -1) == '\\n'
  if revision > known or (revision == known and tombstone and body ~= '') then
    if body == '' then redis.call('DEL', key) end
    redis.call('SET', key, ARGV[2 * i] .. '\\n' .. body, 'PX', ARGV[1])
  end
end`;

/** A cache in this Redis, which may be away at any time. */
export function createProductCache(redis: Redis, now: () => number = Date.now): ProductCache {
  let restUntil = 0;
  /** Invalidations that the cache has not acknowledged, the newest of each product. */
  const owed = new Map<ProductId, { revision: number; until: number }>();
  let nextTry: NodeJS.Timeout | undefined;

  async function attempt<T>(run: () => Promise<T>, otherwise: T): Promise<T> {
    if (now() < restUntil) return otherwise;
    try {
      return await withDeadline(run, { ms: PATIENCE_MS });
    } catch (error) {
      // A full cache takes no new copies, but it answers: it is still read, and what is invalid is still dropped.
      if (!isFull(error)) restUntil = now() + REST_MS;
      return otherwise;
    }
  }

  async function setIfNewer(ms: number, entries: readonly { id: ProductId; revision: number; body: string }[]) {
    const keys = entries.map(({ id }) => keyOf(id));
    const values = entries.flatMap(({ revision, body }) => [String(revision), body]);
    await redis.eval(SET_IF_NEWER, keys.length, ...keys, ms, ...values);
  }

  async function payOff(): Promise<void> {
    for (const [id, { until }] of owed) if (until <= now()) owed.delete(id);
    while (owed.size > 0) {
      const entries = [...owed].slice(0, OWED_AT_ONCE).map(([id, { revision }]) => ({ id, revision, body: '' }));
      const paid = await attempt(async () => {
        await setIfNewer(TOMBSTONE_MS, entries);
        return true;
      }, false);
      if (!paid) {
        clearTimeout(nextTry);
        // As soon as the cache is asked again, whoever it was that made it rest.
        nextTry = setTimeout(() => void payOff(), restUntil > now() ? restUntil - now() : REST_MS).unref();
        return;
      }
      // Meanwhile a newer one may have come.
      for (const { id, revision } of entries) if (owed.get(id)?.revision === revision) owed.delete(id);
    }
  }

  return {
    async read(ids) {
      if (ids.length === 0) return new Map();
      const values = await attempt(() => redis.mget(ids.map(keyOf)), []);
      return new Map(
        values.flatMap((value): [ProductId, Product][] => {
          const product = value === null ? null : parseEntry(value);
          return product ? [[product.id, product]] : [];
        }),
      );
    },
    async fill(products) {
      if (products.length === 0) return;
      const entries = products.map((product) => ({
        id: product.id,
        revision: revisionOf(product),
        body: JSON.stringify(product),
      }));
      await attempt(() => setIfNewer(ENTRY_MS, entries), undefined);
    },
    async invalidate(changes) {
      const until = now() + OWED_MS;
      for (const { id, revision } of changes) {
        if (revision >= (owed.get(id)?.revision ?? 0)) owed.set(id, { revision, until });
      }
      await payOff();
    },
  };
}

function isFull(error: unknown): boolean {
  return error instanceof Error && /\bOOM command not allowed\b/.test(error.message);
}

/** Null for a tombstone. */
function parseEntry(value: string): Product | null {
  const body = value.slice(value.indexOf('\n') + 1);
  if (body === '') return null;
  const entry = JSON.parse(body) as Product;
  return {
    ...entry,
    publishedAt: entry.publishedAt && new Date(entry.publishedAt),
    createdAt: new Date(entry.createdAt),
    updatedAt: new Date(entry.updatedAt),
  };
}
