import type { Role } from '@quartet/schema/access';
import type { Logger, Redis, UserId } from '@quartet/service-kit';

/** A session as other processes read it: mutations that move money check it. */
export interface CachedSession {
  userId: UserId;
  role: Role;
}

/** The braces are a hash tag: all keys of a session are in one slot of a cluster. */
function sessionKey(sessionId: string): string {
  return `session:{${sessionId}}`;
}

/** Never throws: PostgreSQL has the truth, so a log-in succeeds while Redis is away. */
export async function cacheSession(
  redis: Redis,
  log: Logger,
  session: CachedSession & { id: string; lifetimeSeconds: number },
): Promise<void> {
  const value: CachedSession = { userId: session.userId, role: session.role };
  try {
    await redis.set(sessionKey(session.id), JSON.stringify(value), 'EX', session.lifetimeSeconds);
  } catch (error) {
    log.warn({ err: error }, 'a session was not cached');
  }
}
