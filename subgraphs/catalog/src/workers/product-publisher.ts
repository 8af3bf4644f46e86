import { type AnyEvent, STREAMS } from '@quartet/schema/events';
import { backoffMs, createPublisher, pause, type Logger, type ProductId, type Redis } from '@quartet/service-kit';
import { LRUCache } from 'lru-cache';
import type { Db } from '../database.ts';
import type { ProductCache } from '../cache/product-cache.ts';
import { readCategories, type KnownCategories } from '../categories/known-categories.service.ts';
import { revisionOf, type Product } from '../products/product.ts';
import { productChanged } from './product-events.ts';

const MAX_BACKOFF_MS = 2_000;
const MAX_REMEMBERED = 10_000;

export interface ProductPublisher {
  /**
   * Publishes the state of these products, and these events, and drops the cached copies. A state that was published
   * already is left out. Waits while the broker is away.
   * @returns once the broker has acknowledged everything; false where the signal was raised before
   */
  publish(products: readonly Product[], events: readonly AnyEvent[]): Promise<boolean>;
  /** The stream entry that was appended last; null: none yet. */
  lastEntry(): string | null;
  /** Forgets which states were published: the broker may have lost them. */
  forget(): void;
}

export function createProductPublisher({
  db,
  redis,
  cache,
  log,
  signal,
}: {
  db: Db;
  redis: Redis;
  cache: ProductCache;
  log: Logger;
  signal: AbortSignal;
}): ProductPublisher {
  const publisher = createPublisher({ redis, stream: STREAMS.catalog });
  const categoriesRead: KnownCategories = new Map();
  /** Revisions by product: the snapshot and the live changes have many in common. */
  const published = new LRUCache<ProductId, number>({ max: MAX_REMEMBERED });

  return {
    lastEntry: () => publisher.lastEntry(),
    forget: () => published.clear(),
    async publish(found, events) {
      const products = found.filter((product) => published.get(product.id) !== revisionOf(product));
      if (products.length === 0 && events.length === 0) return true;
      // Read after the products. A category that changes later raises their versions, so that two states of it are never
      // published under one version with the older one last.
      const ids = [...new Set(products.map((product) => product.categoryId))];
      const categories = await readCategories(db, ids, categoriesRead);
      const states = products.map((product) => ({ id: product.id, revision: revisionOf(product) }));
      let left = [...products.map((product) => productChanged(product, categories)), ...events].map((event) => ({
        event,
        targetGroup: null,
      }));
      for (let failures = 0; !signal.aborted; failures++) {
        // Before each attempt: where cache and broker are one Redis, the copies go as soon as it is back.
        await cache.invalidate(states);
        try {
          const { done, error } = await publisher.append(left);
          left = left.filter(({ event }) => !done.has(event.id));
          if (error) throw error;
          for (const { id, revision } of states) published.set(id, revision);
          return true;
        } catch (error) {
          if (failures === 0) log.warn({ err: error }, 'the broker is away: the catalog relay waits');
          await pause(backoffMs(failures, { firstMs: 50, maxMs: MAX_BACKOFF_MS }), signal);
        }
      }
      return false;
    },
  };
}
