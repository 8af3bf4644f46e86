import { STREAMS, eventContract } from '@quartet/schema/events';
import { startConsumer, type Logger, type Worker } from '@quartet/service-kit';
import { applyAccountChanges } from '../customers/customers.service.ts';
import { pingDatabase, type Db } from '../database.ts';

/** Follows the accounts. It needs no inbox: only a newer version replaces the copy of an account. */
export function startAccountsConsumer({ db, redisUrl, log }: { db: Db; redisUrl: string; log: Logger }): Worker {
  return startConsumer({
    contract: eventContract,
    redisUrl,
    stream: STREAMS.users,
    group: 'orders',
    log,
    ping: () => pingDatabase(db),
    handle: (events) =>
      applyAccountChanges(
        db,
        events.flatMap((event) => {
          switch (event.type) {
            case 'user.registered':
            case 'user.updated':
            case 'user.suspended':
            case 'user.deleted':
              return [event.data];
            default:
              return [];
          }
        }),
      ),
  });
}
