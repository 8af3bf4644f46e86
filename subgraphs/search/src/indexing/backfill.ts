import { STREAMS, eventContract, newEvent } from '@quartet/schema/events';
import { busState, pause, publishEvents, readBroker, type Logger, type Redis, type Worker } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { currentIndex, saveBackfill } from '../search-index/create.ts';

const EVERY_MS = 5_000;
const DONE = 'done';

/**
 * Fills a new index: the events that its predecessor was made of have long been trimmed from the streams, so
 * `projection.lost` asks catalog and orders to republish. The request is noted in the index itself, so that an index
 * that is deleted and created again asks again.
 */
export function startBackfill({
  db,
  redis,
  log,
  everyMs = EVERY_MS,
}: {
  db: Db;
  redis: Redis;
  log: Logger;
  everyMs?: number;
}): Worker {
  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      try {
        if ((await backfillOnce(db, redis)) === 'requested') {
          log.info('the search index is new: catalog and orders are asked to republish everything');
        }
      } catch (error) {
        log.debug({ err: error }, 'the search index could not be checked');
      }
      await pause(everyMs, stopping.signal);
    }
  })();
  return {
    name: 'backfill of the search index',
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/**
 * One check. Requests the backfill where the index is new, or where the broker may have lost the request before every
 * group received it; it is done once every group has acknowledged it. Two workers may both request it: events are then
 * republished twice, which does no harm.
 */
export async function backfillOnce(db: Db, redis: Redis): Promise<'no index' | 'requested' | 'waiting' | 'done'> {
  const current = await currentIndex(db);
  if (!current) return 'no index';
  if (current.backfill === DONE) return DONE;
  const { marker, runId } = await readBroker(redis, STREAMS.search);
  const broker = `${marker} ${runId}`;
  if (current.backfill !== broker) {
    await publishEvents(redis, STREAMS.search, [
      newEvent('projection.lost', { source: '/search', subject: 'search', version: 1, data: { group: 'search' } }),
    ]);
    await saveBackfill(db, current, broker);
    return 'requested';
  }
  const [state] = await busState(redis, eventContract, [STREAMS.search]);
  const isReceived = state?.groups.every((group) => group.joined && group.lagSeconds === 0) ?? false;
  if (!isReceived) return 'waiting';
  await saveBackfill(db, current, DONE);
  return DONE;
}
