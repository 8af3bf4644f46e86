import { startConsumer, STREAMS, type Logger, type Worker } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { tellAgain } from '../retelling/retelling.service.ts';

/** Hears of copies of ours that were lost, and tells again what they were made of. */
export function startRequestConsumer(o: { db: Db; redisUrl: string; log: Logger }): Worker {
  return startConsumer({
    redisUrl: o.redisUrl,
    stream: STREAMS.search,
    group: 'orders',
    log: o.log,
    handle: async (events) => {
      for (const event of events) {
        if (event.type !== 'projection.lost') continue;
        const { told } = await tellAgain(o.db, event);
        if (told > 0) o.log.info({ group: event.data.group, told }, 'a group lost its copy: it is told all again');
      }
    },
  });
}
