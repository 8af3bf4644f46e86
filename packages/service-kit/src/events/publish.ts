import type { Redis } from 'ioredis';
import type { CloudEvent } from './envelope.ts';
import { eventMetrics } from './metrics.ts';
import { EVENT_FIELD } from './streams.ts';

/**
 * Appends events to a stream, in their order, in one round trip. Resolves once the broker acknowledged every one of
 * them. On an error some may have been appended all the same: publish all of them again, consumers drop duplicates.
 * @throws the broker's or the connection's error
 */
export async function publishEvents(redis: Redis, stream: string, events: readonly CloudEvent[]): Promise<void> {
  if (events.length === 0) return;
  const pipeline = redis.pipeline();
  for (const event of events) pipeline.xadd(stream, '*', EVENT_FIELD, JSON.stringify(event));
  const answers = await pipeline.exec();
  if (answers === null || answers.length !== events.length) throw new Error('The broker did not answer every append');
  for (const [error] of answers) if (error) throw error;
  eventMetrics().published.inc({ stream }, events.length);
}
