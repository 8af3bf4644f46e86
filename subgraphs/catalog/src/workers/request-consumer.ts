import { eventContract, STREAMS } from '@quartet/schema/events';
import { startConsumer, type Logger, type Worker } from '@quartet/service-kit';
import type { Db } from 'mongodb';
import { requestSnapshot } from './relay-progress.repository.ts';

/** Hears of copies of the products that were lost, and has the relay publish all of them again. */
export function startRequestConsumer(o: { db: Db; redisUrl: string; log: Logger }): Worker {
  return startConsumer({
    contract: eventContract,
    redisUrl: o.redisUrl,
    stream: STREAMS.search,
    group: 'catalog',
    log: o.log,
    ping: () => o.db.command({ ping: 1 }),
    handle: async (events) => {
      const last = events.findLast((event) => event.type === 'projection.lost');
      if (last) await requestSnapshot(o.db, last.id);
    },
  });
}
