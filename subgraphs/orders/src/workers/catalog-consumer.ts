import { STREAMS, eventContract, type AnyEvent, type EventOf } from '@quartet/schema/events';
import { startConsumer, type Logger, type Worker } from '@quartet/service-kit';
import { pingDatabase, type Db } from '../database.ts';
import { applyProductChanges } from '../sku-catalog/sku-catalog.service.ts';

/** Follows the catalog. It needs no inbox: only a newer version replaces the copy of a product. */
export function startCatalogConsumer({ db, redisUrl, log }: { db: Db; redisUrl: string; log: Logger }): Worker {
  return startConsumer({
    contract: eventContract,
    redisUrl,
    stream: STREAMS.catalog,
    group: 'orders',
    log,
    ping: () => pingDatabase(db),
    handle: (events) => applyProductChanges(db, events.filter(isProductChanged)),
  });
}

function isProductChanged(event: AnyEvent): event is EventOf<'product.changed'> {
  return event.type === 'product.changed';
}
