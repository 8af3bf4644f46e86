import { type AnyEvent, eventContract, type EventOf, STREAMS } from '@quartet/schema/events';
import { startConsumer, type Logger, type Worker } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db } from '../database.ts';
import { applyProductChanges } from '../sku-catalog/sku-catalog.service.ts';

/** Follows the catalog. Needs no inbox: the copy of a product is replaced by a newer version only. */
export function startCatalogConsumer(o: { db: Db; redisUrl: string; log: Logger }): Worker {
  return startConsumer({
    contract: eventContract,
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
