import { type ProductId, type Redis, createReachableCache } from '@quartet/service-kit';
import { revisionOf, type Product } from '../products/product.ts';

/** Products by id, in Redis. It never fails and never delays a reader: without Redis it is empty. */
export interface ProductCache {
  /** One round trip for all of them. */
  read(ids: readonly ProductId[]): Promise<Map<ProductId, Product>>;
  /** Stores them, except where the cache knows of a newer state. */
  fill(products: readonly Product[]): Promise<void>;
  /**
   * Deletes copies older than these states, and keeps older ones from coming back. An invalidation that does not reach
   * the cache is retried until it does, or until no older copy can be left: a cache that was away returns with its data.
   */
  invalidate(changes: readonly { id: ProductId; revision: number }[]): Promise<void>;
}

/** The life of an entry, also if no invalidation reaches it. */
const ENTRY_MS = 120_000;
/** Longer than any reader takes from its read of the database to its fill. */
const TOMBSTONE_MS = 30_000;
/** A reader waits no longer for the cache: the database is about as fast. */
const TIMEOUT_MS = 150;
/** An invalidation that did not reach a cache that is not known to be away is tried again after this. */
const RETRY_MS = 1_000;
/** By then, a copy of an older state was filled in at the latest, and has expired. */
const PENDING_MS = TOMBSTONE_MS + ENTRY_MS;
const INVALIDATIONS_PER_COMMAND = 1_000;

// One hash tag for all entries, so that a batch is one command in one cluster slot.
// The number is the version of the entry's layout, raised with each change of Product, so that releases do not mix.
const keyOf = (id: ProductId) => `{catalog:product}:1:${id}`;

// A value is the revision, a line feed and the product as JSON; a tombstone has nothing after the line feed.
// KEYS: entries; ARGV: time to live in ms, then revision and body of each.
// A Redis without free memory rejects SET, but not after another write of the script: an old copy is deleted in any case,
// and its tombstone, which is smaller, takes its place.
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

/** A cache in this Redis, which may be unavailable at any time. */
export function createProductCache(
  redis: Redis,
  {
    now = Date.now,
    timeoutMs = TIMEOUT_MS,
    onInvalidated = () => Promise.resolve(),
  }: {
    now?: () => number;
    timeoutMs?: number;
    /** Is called with what no reader gets from this cache any more. */
    onInvalidated?: (ids: readonly ProductId[]) => Promise<void>;
  } = {},
): ProductCache {
  const cache = createReachableCache({ timeoutMs, now });
  /** Invalidations that the cache has not acknowledged, the newest of each product. */
  const pending = new Map<ProductId, { revision: number; until: number }>();
  let nextFlush: NodeJS.Timeout | undefined;

  async function setIfNewer(ms: number, entries: readonly { id: ProductId; revision: number; body: string }[]) {
    const keys = entries.map(({ id }) => keyOf(id));
    const values = entries.flatMap(({ revision, body }) => [String(revision), body]);
    await redis.eval(SET_IF_NEWER, keys.length, ...keys, ms, ...values);
  }

  async function flush(): Promise<void> {
    const passed = [...pending].filter(([, { until }]) => until <= now()).map(([id]) => id);
    for (const id of passed) pending.delete(id);
    if (passed.length > 0) await onInvalidated(passed);
    while (pending.size > 0) {
      const entries = [...pending]
        .slice(0, INVALIDATIONS_PER_COMMAND)
        .map(([id, { revision }]) => ({ id, revision, body: '' }));
      const isFlushed = await cache.attempt(async () => {
        await setIfNewer(TOMBSTONE_MS, entries);
        return true;
      });
      if (!isFlushed) {
        clearTimeout(nextFlush);
        // As soon as the cooldown ends, whichever call caused it.
        nextFlush = setTimeout(() => void flush(), cache.coolingMs() || RETRY_MS).unref();
        return;
      }
      // A newer one may have been added in the meantime.
      for (const { id, revision } of entries) if (pending.get(id)?.revision === revision) pending.delete(id);
      await onInvalidated(entries.map(({ id }) => id));
    }
  }

  return {
    async read(ids) {
      if (ids.length === 0) return new Map();
      const values = (await cache.attempt(() => redis.mget(ids.map(keyOf)))) ?? [];
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
      await cache.attempt(() => setIfNewer(ENTRY_MS, entries));
    },
    async invalidate(changes) {
      const until = now() + PENDING_MS;
      for (const { id, revision } of changes) {
        if (revision >= (pending.get(id)?.revision ?? 0)) pending.set(id, { revision, until });
      }
      await flush();
    },
  };
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
