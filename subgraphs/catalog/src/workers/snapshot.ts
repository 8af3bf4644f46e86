import {
  createRepublishPace,
  STREAMS,
  type AnyEvent,
  type Logger,
  type Publisher,
  type Redis,
} from '@quartet/service-kit';
import type { Db } from 'mongodb';
import { findProductsAfter } from '../products/product.repository.ts';
import type { Product } from '../products/product.ts';
import type { Lease } from '../storage/lease.ts';
import { priceChanged } from './product-events.ts';
import { saveProgress } from './relay-state.ts';

const PAGE = 100;

/** A walk through all products in the order of their ids that goes on between live changes. */
export interface Snapshot {
  /** Publishes the next page, unless the groups have yet to read the last one. */
  step(): Promise<'published' | 'waiting' | 'done'>;
}

/**
 * Goes on behind the product `after`. One page lies in the stream at a time, so that a live change waits for no more
 * than that. `publish` answers false where it was stopped.
 */
export function createSnapshot({
  db,
  redis,
  lease,
  log,
  publisher,
  publish,
  ...start
}: {
  db: Db;
  redis: Redis;
  lease: Lease;
  log: Logger;
  after: Product['id'] | null;
  publisher: Publisher;
  publish: (products: readonly Product[], prices: readonly AnyEvent[]) => Promise<boolean>;
}): Snapshot {
  const pace = createRepublishPace({ redis, stream: STREAMS.catalog });
  let after = start.after;
  let published = 0;
  return {
    async step() {
      // While the broker is away there is nothing to publish to; live changes find out.
      if (!(await pace.mayGoOn().catch(() => false))) return 'waiting';
      const products = await findProductsAfter(db, after, PAGE);
      if (products.length === 0) {
        if (published > 0) log.info({ published }, 'all products are published');
        return 'done';
      }
      const prices = products.flatMap(({ id, lastPriceChange }) =>
        lastPriceChange ? [priceChanged(id, lastPriceChange)] : [],
      );
      if (!(await publish(products, prices))) return 'waiting';
      const entry = publisher.lastEntry();
      if (entry !== null) pace.appended(entry);
      after = products.at(-1)?.id ?? null;
      published += products.length;
      await saveProgress(db, lease, { snapshot: { after } });
      return 'published';
    },
  };
}
