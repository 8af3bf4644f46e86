import { counterNamed, startMaintenance, type Logger, type Pruned, type Worker } from '@quartet/service-kit';
import { pruneUnverified } from '../accounts/accounts.repository.ts';
import type { Db } from '../database.ts';
import { rotateSigningKeys } from '../keys/rotation.ts';
import { pruneVerificationTokens } from '../registration/verification-tokens.repository.ts';
import { pruneSessions } from '../sessions/sessions.repository.ts';

// Tokens before accounts: an account waits for as long as it has a token.
const PRUNERS: readonly (readonly [table: string, prune: (db: Db, signal: AbortSignal) => Promise<Pruned>])[] = [
  ['sessions', pruneSessions],
  ['verification_tokens', pruneVerificationTokens],
  ['accounts', pruneUnverified],
];

/**
 * Deletes expired sessions and verification tokens and accounts that nobody verified, and renews the signing key. Begins
 * at once: a process may not live until its first period is over.
 */
export function startUsersMaintenance(o: { db: Db; log: Logger; retryMs?: number }): Worker {
  const { db, log, ...timing } = o;
  return startMaintenance({
    name: 'users',
    log,
    overdue: true,
    ...timing,
    async round(signal) {
      const { made, withdrawn } = await rotateSigningKeys(db);
      if (made !== undefined) log.info({ kid: made }, 'a new signing key is published; it signs later');
      if (withdrawn.length > 0) log.info({ kids: withdrawn }, 'signing keys are withdrawn');
      return { more: await pruneTables(db, log, signal) };
    },
  });
}

/** Answers whether rows are left. */
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
