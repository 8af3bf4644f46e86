import type { Client } from '@elastic/elasticsearch';
import { eventContract, newEvent, STREAMS } from '@quartet/schema/events';
import { busState, type Logger, pause, publishEvents, readStore, type Redis, type Worker } from '@quartet/service-kit';
import { currentIndex, saveBackfill } from '../search-index/create.ts';
import type { IndexNames } from '../search-index/names.ts';

const EVERY_MS = 5_000;
const DONE = 'done';

interface BackfillOptions {
  client: Client;
  names: IndexNames;
  redis: Redis;
}

/**
 * Sees to it that a new index is filled: what its predecessor was made of has long been trimmed from the streams, so
 * `projection.lost` asks catalog and orders to tell it again. That it was asked for is noted in the index itself, so an
 * index that is deleted and made again asks again.
 */
export function startBackfill(o: BackfillOptions & { log: Logger; everyMs?: number }): Worker {
  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      try {
        if ((await backfillOnce(o)) === 'asked') {
          o.log.info('the search index is new: catalog and orders are asked to tell everything again');
        }
      } catch (error) {
        o.log.debug({ err: error }, 'whether the search index is new cannot be seen at the moment');
      }
      await pause(o.everyMs ?? EVERY_MS, stopping.signal);
    }
  })();
  return {
    name: 'refill of the search index',
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/**
 * One look. Asks where the index is new, or where the store may have lost the request before everybody had it; it is
 * done once every group has acknowledged it. Two workers may both ask: it is told twice then, to no harm.
 */
export async function backfillOnce(o: BackfillOptions): Promise<'no index' | 'asked' | 'waiting' | 'done'> {
  const current = await currentIndex(o.client, o.names);
  if (!current) return 'no index';
  if (current.refill === DONE) return DONE;
  const { marker, runId } = await readStore(o.redis, STREAMS.search);
  const store = `${marker} ${runId}`;
  if (current.refill !== store) {
    await publishEvents(o.redis, STREAMS.search, [
      newEvent('projection.lost', { source: '/search', subject: 'search', version: 1, data: { group: 'search' } }),
    ]);
    await saveBackfill(o.client, current, store);
    return 'asked';
  }
  const [state] = await busState(o.redis, eventContract, [STREAMS.search]);
  const heard = state?.groups.every((group) => group.joined && group.lagSeconds === 0) ?? false;
  if (!heard) return 'waiting';
  await saveBackfill(o.client, current, DONE);
  return DONE;
}
