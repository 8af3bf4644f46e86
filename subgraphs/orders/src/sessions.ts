import { newEvent, STREAMS } from '@quartet/schema/events';
import { createSessionReader, publishEvents, type Redis, type SessionReader } from '@quartet/service-kit';

/** Reads sessions where users stores them. Of one that is missing there it asks users, which has the truth. */
export function sessionsOf(redis: Redis): SessionReader {
  return createSessionReader({
    redis,
    async askRebuild(sessionId) {
      const data = { sessionId };
      const event = newEvent('session.missing', { source: '/orders', subject: sessionId, version: 1, data });
      await publishEvents(redis, STREAMS.orders, [event]);
    },
  });
}
