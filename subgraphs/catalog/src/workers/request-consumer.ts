import { eventContract, STREAMS } from '@quartet/schema/events';
import { startConsumer, type Logger, type Worker } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { pingDatabase } from '../storage/ping.ts';
import { requestSnapshot } from './relay-progress.repository.ts';

/** Makes the relay publish all products again when a consumer group lost its projection. */
export function startRequestConsumer({ db, redisUrl, log }: { db: Db; redisUrl: string; log: Logger }): Worker {
  return startConsumer({
    contract: eventContract,
    redisUrl,
    stream: STREAMS.search,
    group: 'catalog',
    log,
    ping: () => pingDatabase(db),
    handle: async (events) => {
      const last = events.findLast((event) => event.type === 'projection.lost');
      if (last) await requestSnapshot(db, last.id);
    },
  });
}
