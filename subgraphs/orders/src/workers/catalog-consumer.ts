import { startConsumer, STREAMS, type AnyEvent, type EventOf, type Logger, type Worker } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db } from '../database.ts';
import { applyProductChanges } from '../sku-catalog/sku-catalog.service.ts';

/** Follows the catalog. Needs no inbox: the copy of a product is replaced by a newer version only. */
export function startCatalogConsumer(o: { db: Db; redisUrl: string; log: Logger }): Worker {
  return startConsumer({
    redisUrl: o.redisUrl,
    stream: STREAMS.catalog,
    group: 'orders',
    log: o.log,
    ping: () => sql`select 1`.execute(o.db),
    handle: (events) => applyProductChanges(o.db, events.filter(isProductChanged)),
  });
}

function isProductChanged(event: AnyEvent): event is EventOf<'product.changed'> {
  return event.type === 'product.changed';
}
