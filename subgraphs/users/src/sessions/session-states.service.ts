import { storeSession, type Redis, type StoredSession, type UserId } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { ACCESS_TOKEN_SECONDS } from './access-tokens.ts';
import { findChangedSessions, findSessionRecords, noteTold, type SessionRecord } from './sessions.repository.ts';

/*
 * Redis has a copy of each session for other subgraphs; PostgreSQL has the truth. A copy may be missing, and may be late by the
 * moment between a commit and the call that follows it, or, after a crash in between, by a second.
 */

/** A tombstone outlives every access token of its session, the time that a signed viewer is good for, and clocks that differ. */
const TOMBSTONE_SECONDS = ACCESS_TOKEN_SECONDS + 5 * 60;
const SESSIONS_PER_BATCH = 200;
/** Again and again where a session keeps changing; then the next round goes on. */
const MAX_READS = 3;

/**
 * Stores these sessions in Redis as PostgreSQL has them; one that does not exist (any more) gets a tombstone. A session that is
 * revoked meanwhile stays so, even where Redis loses its tombstone at that moment: it is read again after it was stored.
 */
export async function rebuildSessions(db: Db, redis: Redis, sessionIds: readonly string[]): Promise<void> {
  let left = [...new Set(sessionIds)];
  for (let read = 0; left.length > 0 && read < MAX_READS; read += 1) {
    const before = await findSessionRecords(db, left);
    await Promise.all(left.map((id) => storeSession(redis, id, toStored(before.get(id)))));
    const after = await findSessionRecords(db, left);
    left = left.filter((id) => isChanged(before.get(id), after.get(id)));
  }
}

/** Tells Redis of sessions that were revoked or whose account changed: of one account, or of all. */
export async function tellChanges(
  db: Db,
  redis: Redis,
  { accountId }: { accountId?: UserId } = {},
): Promise<{ told: number; more: boolean }> {
  const changed = await findChangedSessions(db, { limit: SESSIONS_PER_BATCH, accountId });
  await rebuildSessions(
    db,
    redis,
    changed.map(({ id }) => id),
  );
  // One that changed again since then is told again.
  await noteTold(db, changed);
  return { told: changed.length, more: changed.length === SESSIONS_PER_BATCH };
}

function toStored(record: SessionRecord | undefined): { session: StoredSession; seconds: number } {
  const tombstone = (state: 'revoked' | 'suspended') => ({ session: { state }, seconds: TOMBSTONE_SECONDS });
  if (record === undefined) return tombstone('revoked');
  const { status, isRevoked, secondsLeft, userId, role, version } = record;
  if (status === 'SUSPENDED') return tombstone('suspended');
  if (status !== 'ACTIVE' || isRevoked || secondsLeft <= 0) return tombstone('revoked');
  return { session: { state: 'live', userId, role, version }, seconds: secondsLeft };
}

function isChanged(before: SessionRecord | undefined, after: SessionRecord | undefined): boolean {
  return before?.isRevoked !== after?.isRevoked || before?.version !== after?.version;
}
