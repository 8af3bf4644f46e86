import { STREAMS } from '@quartet/schema/events';
import { createRepublishPace, type Logger, type Redis } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { findProductsAfter } from '../products/product.repository.ts';
import type { Product } from '../products/product.ts';
import { priceChanged } from './product-events.ts';
import type { ProductPublisher } from './product-publisher.ts';

const PAGE = 100;

/** A walk through all products in the order of their ids, a page between two batches of live changes. */
export interface Snapshot {
  /**
   * Publishes the page behind the product `after`, unless a group has yet to read the last one: one page lies in the
   * stream at a time, so that a live change waits for no more than that.
   */
  publishPage(after: Product['id'] | null): Promise<PageOutcome>;
}

export type PageOutcome = { kind: 'published'; after: Product['id'] } | { kind: 'waiting' } | { kind: 'finished' };

export function createSnapshot({
  db,
  redis,
  log,
  publisher,
}: {
  db: Db;
  redis: Redis;
  log: Logger;
  publisher: ProductPublisher;
}): Snapshot {
  const pace = createRepublishPace({ redis, stream: STREAMS.catalog });
  let published = 0;
  return {
    async publishPage(after) {
      // While the broker is away there is nothing to publish to; the live changes log it.
      if (!(await pace.mayContinue().catch(() => false))) return { kind: 'waiting' };
      const products = await findProductsAfter(db, after, PAGE);
      const last = products.at(-1);
      if (last === undefined) {
        if (published > 0) log.info({ published }, 'all products are published');
        return { kind: 'finished' };
      }
      const prices = products.flatMap(({ id, lastPriceChange }) =>
        lastPriceChange ? [priceChanged(id, lastPriceChange)] : [],
      );
      if (!(await publisher.publish(products, prices))) return { kind: 'waiting' };
      const entry = publisher.lastEntry();
      if (entry !== null) pace.appended(entry);
      published += products.length;
      return { kind: 'published', after: last.id };
    },
  };
}
