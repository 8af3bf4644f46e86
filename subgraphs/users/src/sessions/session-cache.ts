import type { Role } from '@quartet/schema/access';
import type { Logger, Redis, UserId } from '@quartet/service-kit';

/** A session as other processes read it: what mutations that move money check. */
export interface CachedSession {
  userId: UserId;
  role: Role;
}

/** The braces are a hash tag: what belongs to a session lies in one slot of a cluster. */
function sessionKey(sessionId: string): string {
  return `session:{${sessionId}}`;
}

/** PostgreSQL has the truth, so Redis being away is no reason to refuse a log-in. Never throws. */
export async function cacheSession(
  redis: Redis,
  log: Logger,
  session: CachedSession & { id: string; lifetimeSeconds: number },
): Promise<void> {
  const value: CachedSession = { userId: session.userId, role: session.role };
  try {
    await redis.set(sessionKey(session.id), JSON.stringify(value), 'EX', session.lifetimeSeconds);
  } catch (err) {
    log.warn({ err }, 'a session was not cached');
  }
}
