import {
  counterNamed,
  pruneJobs,
  pruneUnclaimedJobs,
  startMaintenance,
  type Logger,
  type Pruned,
  type Worker,
} from '@quartet/service-kit';
import { pruneUnverified } from '../accounts/accounts.repository.ts';
import { pruneAuditEntries } from '../audit/audit-entries.repository.ts';
import type { Db } from '../database.ts';
import { rotateSigningKeys } from '../keys/rotation.service.ts';
import { ACCOUNT_MESSAGE } from '../messages/account-message.ts';
import { pruneRegistrations } from '../registration/registrations.repository.ts';
import { pruneVerificationTokens } from '../registration/verification-tokens.repository.ts';
import { pruneSessions } from '../sessions/sessions.repository.ts';

// Tokens before accounts: an account is kept while it has a token.
const PRUNERS: readonly (readonly [table: string, prune: (db: Db, signal: AbortSignal) => Promise<Pruned>])[] = [
  ['sessions', pruneSessions],
  ['verification_tokens', pruneVerificationTokens],
  ['registrations', pruneRegistrations],
  ['accounts', pruneUnverified],
  ['audit_entries', pruneAuditEntries],
  ['jobs', (db, signal) => pruneJobs(db, { signal })],
  ['jobs', (db, signal) => pruneUnclaimedJobs(db, { kinds: [ACCOUNT_MESSAGE], signal })],
];

/**
 * Deletes expired sessions, registrations and verification tokens, accounts that stayed unverified, old entries of the
 * audit and jobs that ended, and rotates the signing key.
 * Begins at once, since a process may end before its first period is over.
 */
export function startUsersMaintenance({ db, log, ...timing }: { db: Db; log: Logger; retryMs?: number }): Worker {
  return startMaintenance({
    name: 'users',
    log,
    overdue: true,
    ...timing,
    async round(signal) {
      const { created, withdrawn } = await rotateSigningKeys(db);
      if (created !== undefined) log.info({ kid: created }, 'a new signing key is published; it signs later');
      if (withdrawn.length > 0) log.info({ kids: withdrawn }, 'signing keys are withdrawn');
      return { more: await pruneTables(db, log, signal) };
    },
  });
}

/** @returns whether rows are left */
async function pruneTables(db: Db, log: Logger, signal: AbortSignal): Promise<boolean> {
  let left = false;
  for (const [table, prune] of PRUNERS) {
    const { rows, more } = await prune(db, signal);
    prunedRows().inc({ table }, rows);
    if (rows > 0) log.info({ table, rows, more }, 'expired rows are deleted');
    left ||= more;
  }
  return left;
}

function prunedRows() {
  const help = 'Expired rows that maintenance deleted';
  return counterNamed({ name: 'quartet_users_pruned_rows_total', help, labelNames: ['table'] });
}
