import type { Role } from '@quartet/schema/access';
import { isUuid, pruneRows, type Pruned, type UserId } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { AccountStatus } from '../accounts/account.ts';
import type { Db } from '../database.ts';

/** What a session's account is at the moment when it is opened. */
export interface OpenedSession {
  role: Role;
  version: number;
}

/**
 * Opens a session for an account that is active and verified at this moment, whatever it was when it was read; null
 * otherwise. The lock makes a suspension or a change of role wait, so that it finds every session that was opened before it.
 */
export async function insertSession(
  db: Db,
  session: { id: string; accountId: UserId; lifetimeSeconds: number },
): Promise<OpenedSession | null> {
  const { rows } = await sql<OpenedSession>`
    with account as (
      select id, role, version from accounts
      where id = ${session.accountId}::uuid and status = 'ACTIVE' and email_verified_at is not null
      for share
    ), opened as (
      insert into sessions (id, account_id, expires_at)
      select ${session.id}::uuid, id, now() + make_interval(secs => ${session.lifetimeSeconds}) from account
      returning id
    )
    select account.role, account.version from account, opened`.execute(db);
  return rows[0] ?? null;
}

/** A session with what its account is now. */
export interface SessionRecord {
  userId: UserId;
  role: Role;
  version: number;
  status: AccountStatus;
  isRevoked: boolean;
  secondsLeft: number;
}

/** The sessions with these ids, by id, in one query. Unknown ids, and texts that are no id, are not in the result. */
export async function findSessionRecords(db: Db, ids: readonly string[]): Promise<Map<string, SessionRecord>> {
  const valid = ids.filter(isUuid);
  if (valid.length === 0) return new Map();
  const { rows } = await sql<SessionRecord & { id: string }>`
    select session.id, session.account_id as "userId", account.role, account.version, account.status,
           session.revoked_at is not null as "isRevoked",
           extract(epoch from session.expires_at - now())::float8 as "secondsLeft"
    from sessions session join accounts account on account.id = session.account_id
    where session.id = any(${valid}::uuid[])`.execute(db);
  return new Map(rows.map(({ id, ...record }) => [id, record]));
}

/** Ends all sessions of an account for good, in the transaction that suspends it. */
export async function revokeSessionsOf(trx: Db, accountId: UserId): Promise<void> {
  await trx
    .updateTable('sessions')
    .set({ revoked_at: sql<Date>`now()`, changed_at: sql<Date>`now()` })
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .execute();
}

/** Notes that Redis has to be told of the account's sessions, in the transaction that changes the account. */
export async function noteSessionsChanged(trx: Db, accountId: UserId): Promise<void> {
  await trx
    .updateTable('sessions')
    .set({ changed_at: sql<Date>`now()` })
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .execute();
}

export interface ChangedSession {
  id: string;
  /** As text: a Date would lose its microseconds. */
  changedAt: string;
}

/** Sessions of which Redis has to be told, the longest waiting first. */
export async function findChangedSessions(
  db: Db,
  { limit, accountId }: { limit: number; accountId?: UserId | undefined },
): Promise<ChangedSession[]> {
  const { rows } = await sql<ChangedSession>`
    select id, changed_at::text as "changedAt" from sessions
    where changed_at is not null ${accountId === undefined ? sql`` : sql`and account_id = ${accountId}::uuid`}
    -- the newest of an account first: they may have access tokens
    order by changed_at, id desc limit ${limit}`.execute(db);
  return rows;
}

/** Redis was told of these, unless they have changed again since they were read. */
export async function noteTold(db: Db, sessions: readonly ChangedSession[]): Promise<void> {
  if (sessions.length === 0) return;
  await sql`
    update sessions set changed_at = null
    from jsonb_to_recordset(${JSON.stringify(sessions)}::jsonb) as told (id uuid, "changedAt" timestamptz)
    where sessions.id = told.id and sessions.changed_at = told."changedAt"`.execute(db);
}

/** Deletes sessions that have expired, in batches. */
export function pruneSessions(db: Db, signal?: AbortSignal): Promise<Pruned> {
  return pruneRows(db, { table: 'sessions', column: 'expires_at', before: sql`now()`, signal });
}
