import type { Redis } from 'ioredis';
import type { CloudEvent } from './envelope.ts';
import { eventMetrics } from './metrics.ts';
import { EVENT_FIELD, ONLY_FIELD } from './streams.ts';

/** An event on its way to a stream; `only` names the one group that it is for, null: all of them. */
export interface Outgoing {
  event: CloudEvent;
  only: string | null;
}

/**
 * Appends events to a stream, in their order, in one round trip. Resolves once the broker acknowledged every one of
 * them. On an error some may have been appended all the same: publish all of them again, consumers drop duplicates.
 * @throws the broker's or the connection's error
 */
export async function publishEvents(redis: Redis, stream: string, events: readonly CloudEvent[]): Promise<void> {
  await publishTo(
    redis,
    stream,
    events.map((event) => ({ event, only: null })),
  );
}

/** The same for events that may be for one group alone. */
export async function publishTo(redis: Redis, stream: string, outgoing: readonly Outgoing[]): Promise<void> {
  if (outgoing.length === 0) return;
  const pipeline = redis.pipeline();
  for (const { event, only } of outgoing) {
    pipeline.xadd(stream, '*', EVENT_FIELD, JSON.stringify(event), ...(only === null ? [] : [ONLY_FIELD, only]));
  }
  const answers = await pipeline.exec();
  if (answers === null || answers.length !== outgoing.length) throw new Error('The broker did not answer every append');
  for (const [error] of answers) if (error) throw error;
  eventMetrics().published.inc({ stream }, outgoing.length);
}
