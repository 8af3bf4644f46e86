import { eventContract, STREAMS } from '@quartet/schema/events';
import { startConsumer, type Logger, type Worker } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db } from '../database.ts';
import { republish } from '../republishing/republish.service.ts';

/** An answer goes on where it was when its request comes again, so this only bounds how long one call takes. */
const ANSWER_TIMEOUT_MS = 10 * 60_000;

/** Hears of copies of ours that were lost, and tells again what they were made of. */
export function startRequestConsumer(o: { db: Db; redisUrl: string; log: Logger }): Worker {
  const stopping = new AbortController();
  const consumer = startConsumer({
    contract: eventContract,
    redisUrl: o.redisUrl,
    stream: STREAMS.search,
    group: 'orders',
    log: o.log,
    ping: () => sql`select 1`.execute(o.db),
    handleTimeoutMs: ANSWER_TIMEOUT_MS,
    handle: async (events) => {
      for (const event of events) {
        if (event.type !== 'projection.lost') continue;
        const { republished } = await republish(o.db, event, { signal: stopping.signal });
        if (republished > 0) {
          o.log.info(
            { group: event.data.group, republished },
            'a consumer group lost its projection: events are republished',
          );
        }
      }
    },
  });
  return {
    name: consumer.name,
    async stop() {
      stopping.abort();
      await consumer.stop();
    },
  };
}
