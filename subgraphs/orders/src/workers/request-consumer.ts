import { STREAMS, eventContract } from '@quartet/schema/events';
import { startConsumer, type Logger, type Worker } from '@quartet/service-kit';
import { pingDatabase, type Db } from '../database.ts';
import { republish } from '../republishing/republish.service.ts';

/** Republishing continues where it stopped when its request is delivered again, so this only bounds one call. */
const REPUBLISH_TIMEOUT_MS = 10 * 60_000;

/** Republishes events for consumer groups that lost their projection. */
export function startRequestConsumer({ db, redisUrl, log }: { db: Db; redisUrl: string; log: Logger }): Worker {
  const stopping = new AbortController();
  const consumer = startConsumer({
    contract: eventContract,
    redisUrl,
    stream: STREAMS.search,
    group: 'orders',
    log,
    ping: () => pingDatabase(db),
    handleTimeoutMs: REPUBLISH_TIMEOUT_MS,
    handle: async (events) => {
      for (const event of events) {
        if (event.type !== 'projection.lost') continue;
        const { republished } = await republish(db, event, { signal: stopping.signal });
        if (republished > 0) {
          log.info(
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
