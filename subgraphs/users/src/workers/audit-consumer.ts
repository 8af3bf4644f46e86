import { STREAMS, eventContract } from '@quartet/schema/events';
import { startConsumer, type Logger, type Worker } from '@quartet/service-kit';
import { keepAuditEntries } from '../audit/audit.service.ts';
import { pingDatabase, type Db } from '../database.ts';

/** Keeps the audit of orders. It needs no inbox: an entry has an id, and is kept once. */
export function startAuditConsumer({ db, redisUrl, log }: { db: Db; redisUrl: string; log: Logger }): Worker {
  return startConsumer({
    contract: eventContract,
    redisUrl,
    stream: STREAMS.orders,
    group: 'users',
    log,
    ping: () => pingDatabase(db),
    handle: (events) =>
      keepAuditEntries(
        db,
        events.flatMap((event) => (event.type === 'audit.recorded' ? [event.data] : [])),
      ),
  });
}
