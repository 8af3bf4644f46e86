import type { Role } from '@quartet/schema/access';
import {
  lineText,
  parseInput,
  retryTransaction,
  wakeOutbox,
  type Actor,
  type Logger,
  type Redis,
  type UserId,
} from '@quartet/service-kit';
import { recordAudit } from '../audit/audit.service.ts';
import type { Db } from '../database.ts';
import { noteSessionsChanged, revokeSessionsOf } from '../sessions/sessions.repository.ts';
import { tellChanges } from '../sessions/session-states.service.ts';
import { publishAccount } from './account-events.ts';
import type { StoredAccount } from './account.ts';
import { lockAccount, updateRole, updateStatus } from './accounts.repository.ts';

const reasonSchema = lineText({ max: 500 });

export interface AccountTools {
  db: Db;
  redis: Redis;
  log: Logger;
}

export type AccountChange = { kind: 'changed' | 'unchanged'; account: StoredAccount } | { kind: 'not_found' };

/**
 * Suspends an account, or lets it back in. Suspending ends all of its sessions: for what moves money or stock at once, for
 * reading when their access tokens end.
 */
export function setAccountStatus(
  tools: AccountTools,
  by: Actor,
  { id, status, reason }: { id: UserId; status: 'ACTIVE' | 'SUSPENDED'; reason: string },
): Promise<AccountChange> {
  return changeAccount(tools, by, {
    id,
    action: status === 'SUSPENDED' ? 'account.suspended' : 'account.reinstated',
    reason,
    async change(trx, before) {
      if (before.status === status) return null;
      const account = await updateStatus(trx, id, status);
      if (status === 'SUSPENDED') await revokeSessionsOf(trx, id);
      await publishAccount(trx, status === 'SUSPENDED' ? 'user.suspended' : 'user.updated', account);
      return account;
    },
  });
}

/** Gives an account another role. What its sessions may write as staff follows it at once. */
export function setAccountRole(
  tools: AccountTools,
  by: Actor,
  { id, role, reason }: { id: UserId; role: Role; reason: string },
): Promise<AccountChange> {
  return changeAccount(tools, by, {
    id,
    action: 'account.role_changed',
    reason,
    async change(trx, before) {
      if (before.role === role) return null;
      const account = await updateRole(trx, id, role);
      await noteSessionsChanged(trx, id);
      await publishAccount(trx, 'user.updated', account);
      return account;
    },
  });
}

async function changeAccount(
  { db, redis, log }: AccountTools,
  by: Actor,
  o: {
    id: UserId;
    action: string;
    reason: string;
    /** Null: the account is as it should be. */
    change: (trx: Db, before: StoredAccount) => Promise<StoredAccount | null>;
  },
): Promise<AccountChange> {
  const reason = parseInput(reasonSchema, o.reason);
  const outcome = await retryTransaction(db, async (trx): Promise<AccountChange> => {
    const before = await lockAccount(trx, o.id);
    if (before === undefined || before.status === 'DELETED') return { kind: 'not_found' };
    const account = await o.change(trx, before);
    if (account === null) return { kind: 'unchanged', account: before };
    const shown = ({ status, role, version }: StoredAccount) => ({ status, role, version });
    await recordAudit(trx, by, {
      action: o.action,
      subject: `user:${o.id}`,
      before: shown(before),
      after: { ...shown(account), reason },
    });
    return { kind: 'changed', account };
  });
  if (outcome.kind !== 'changed') return outcome;
  wakeOutbox(db);
  try {
    await tellChanges(db, redis, { accountId: o.id });
  } catch (error) {
    // The change stands, and so does the note that Redis has to be told.
    log.warn({ err: error }, 'Redis was not told of a changed account; the workers tell it when it is back');
  }
  return outcome;
}
