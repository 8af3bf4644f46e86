import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { AppError } from '../errors/app-error.ts';

import type { UserId } from '../values/ids.ts';
import { findSession, type StoredSession } from './stored-session.ts';
import type { Viewer } from './viewer.ts';

/** So long a request waits for a session that is rebuilt; its client may ask again. */
const WAIT_MS = 1_500;
const POLL_MS = { first: 20, most: 200 };

export type SignedIn = Extract<Viewer, { kind: 'user' }>;

export interface CurrentSession {
  userId: UserId;
  /** The account's role now; the access token has that of its log-in. */
  role: string;
}

export interface SessionReader {
  /**
   * The session of a viewer as it stands now: one call of Redis. For mutations that move money or stock and for whatever
   * writes as staff; everything else trusts the access token until it ends.
   * @throws AppError UNAUTHENTICATED for a session that was revoked, FORBIDDEN for a suspended account, and SERVICE_UNAVAILABLE
   *   while nothing is known of the session, or Redis does not answer
   */
  require(viewer: SignedIn): Promise<CurrentSession>;
}

/** `askRebuild` asks the owner of sessions to store this one again, as it is in its database. */
export function createSessionReader({
  redis,
  askRebuild,
  waitMs = WAIT_MS,
}: {
  redis: Redis;
  askRebuild: (sessionId: string) => Promise<void>;
  waitMs?: number;
}): SessionReader {
  /** Requests of one session that miss it at the same time ask once and wait together. */
  const waiting = new Map<string, Promise<StoredSession | null>>();

  async function waitForRebuild(sessionId: string): Promise<StoredSession | null> {
    await askRebuild(sessionId);
    const deadline = Date.now() + waitMs;
    for (let ms = POLL_MS.first; Date.now() + ms < deadline; ms = Math.min(POLL_MS.most, ms * 2)) {
      await delay(ms);
      const found = await findSession(redis, sessionId);
      if (found !== null) return found;
    }
    return null;
  }

  function rebuilt(sessionId: string): Promise<StoredSession | null> {
    const known = waiting.get(sessionId);
    if (known) return known;
    const run = waitForRebuild(sessionId).finally(() => waiting.delete(sessionId));
    waiting.set(sessionId, run);
    return run;
  }

  return {
    async require({ userId, sessionId }) {
      const session = (await findSession(redis, sessionId)) ?? (await rebuilt(sessionId));
      if (session === null) {
        throw new AppError('SERVICE_UNAVAILABLE', 'Your session cannot be checked right now; please try again');
      }
      if (session.state === 'suspended') throw new AppError('FORBIDDEN', 'This account is suspended');
      if (session.state === 'revoked' || session.userId !== userId) {
        throw new AppError('UNAUTHENTICATED', 'This session has ended: log in again');
      }
      return { userId, role: session.role };
    },
  };
}
