import { STREAMS, eventContract } from '@quartet/schema/events';
import { startConsumer, type Logger, type Redis, type Worker } from '@quartet/service-kit';
import { keepAuditEntries } from '../audit/audit.service.ts';
import { pingDatabase, type Db } from '../database.ts';
import { rebuildSessions } from '../sessions/session-states.service.ts';

/**
 * Keeps the audit of orders, and stores sessions that orders misses in Redis. It needs no inbox: an entry has an id and is kept
 * once, and a session is stored as the database has it, however often.
 */
export function startOrdersConsumer({
  db,
  redis,
  redisUrl,
  log,
}: {
  db: Db;
  redis: Redis;
  redisUrl: string;
  log: Logger;
}): Worker {
  return startConsumer({
    contract: eventContract,
    redisUrl,
    stream: STREAMS.orders,
    group: 'users',
    log,
    ping: () => pingDatabase(db),
    async handle(events) {
      await keepAuditEntries(
        db,
        events.flatMap((event) => (event.type === 'audit.recorded' ? [event.data] : [])),
      );
      const missing = events.flatMap((event) => (event.type === 'session.missing' ? [event.data.sessionId] : []));
      if (missing.length > 0) await rebuildSessions(db, redis, missing);
    },
  });
}
