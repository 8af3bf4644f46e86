import type { Subgraphs } from '@quartet/launcher';
import { eventContract } from '@quartet/schema/events';
import { busState, createRedis, type Logger } from '@quartet/service-kit';
import { differ } from './difference.ts';

/** Tables of the event bus, which orders does not name. */
type Outbox = { outbox: { id: string; published_at: Date | null } };

interface Bus {
  stack: Subgraphs;
  redisUrl: string;
  log: Logger;
}

/** Nothing waits to be sent, nothing to be handled, and nothing was given up. */
export async function busAtRest({ stack, redisUrl, log }: Bus): Promise<string[]> {
  const waiting = await stack.orders.db
    .withTables<Outbox>()
    .selectFrom('outbox')
    .select('id')
    .where('published_at', 'is', null)
    .execute();
  const redis = createRedis({ url: redisUrl, name: 'invariants', log });
  try {
    const streams = await busState(redis, eventContract);
    return [
      ...differ('events that wait in the outbox', waiting.length, 'none', 0),
      ...streams.flatMap(({ stream, length, groups }) =>
        groups.flatMap((group) => [
          ...(group.joined || length === 0 ? [] : [`${group.name} does not read ${stream}`]),
          ...differ(`pending of ${group.name} in ${stream}`, group.pending, 'none', 0),
          ...differ(`oldest unread of ${group.name} in ${stream} in seconds`, group.lagSeconds, 'none', 0),
          ...differ(`dead letters of ${group.name} in ${stream}`, group.deadLetters, 'none', 0),
        ]),
      ),
    ];
  } finally {
    redis.disconnect();
  }
}
