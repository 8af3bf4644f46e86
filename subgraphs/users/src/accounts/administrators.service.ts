import type { Role } from '@quartet/schema/access';
import {
  emailAddress,
  newId,
  parseInput,
  retryTransaction,
  wakeOutbox,
  type Actor,
  type UserId,
} from '@quartet/service-kit';
import { recordAudit } from '../audit/audit.service.ts';
import type { Db } from '../database.ts';
import { hashPassword } from '../passwords/hashing.ts';
import { passwordProblems } from '../passwords/password-rules.ts';
import { deleteVerificationTokens } from '../registration/verification-tokens.repository.ts';
import { publishAccount } from './account-events.ts';
import { displayNameSchema, type AccountStatus } from './account.ts';
import {
  findAccountByEmail,
  hasActiveAdministrator,
  lockAdministrators,
  upsertVerified,
} from './accounts.repository.ts';

export interface AdministratorRequest {
  email: string;
  /** Create one even if there is an administrator already. */
  another: boolean;
}

/** Why no administrator is created. */
export type AdministratorObstacle =
  | { kind: 'is_administrator' }
  | { kind: 'has_account'; role: Role; status: AccountStatus }
  | { kind: 'another_exists' };

export type AdministratorOutcome =
  { kind: 'created'; id: UserId } | AdministratorObstacle | { kind: 'weak_password'; reasons: string[] };

/**
 * What keeps this address from becoming an administrator: undefined where it has no account or an unverified one.
 * @throws AppError BAD_USER_INPUT where it is not an address
 */
export async function administratorObstacle(
  db: Db,
  request: AdministratorRequest,
): Promise<AdministratorObstacle | undefined> {
  const found = await findAccountByEmail(db, parseInput(emailAddress, request.email));
  if (found && (found.account.emailVerified || found.account.status !== 'ACTIVE')) {
    const { role, status } = found.account;
    return role === 'ADMIN' && status === 'ACTIVE'
      ? { kind: 'is_administrator' }
      : { kind: 'has_account', role, status };
  }
  return !request.another && (await hasActiveAdministrator(db)) ? { kind: 'another_exists' } : undefined;
}

/**
 * Creates a verified administrator, for operators. A verified account is never changed; an unverified one becomes the
 * administrator's, and its registrations are void. Of several calls at once, one creates the first administrator.
 */
export async function createAdministrator(
  db: Db,
  by: Actor,
  request: AdministratorRequest & { password: string; displayName: string | null },
): Promise<AdministratorOutcome> {
  const email = parseInput(emailAddress, request.email);
  const displayName = parseInput(displayNameSchema.nullable(), request.displayName);
  const reasons = passwordProblems(request.password, email);
  if (reasons.length > 0) return { kind: 'weak_password', reasons };
  const passwordHash = await hashPassword(request.password);
  const outcome = await retryTransaction(db, async (trx): Promise<AdministratorOutcome> => {
    await lockAdministrators(trx);
    const obstacle = await administratorObstacle(trx, request);
    if (obstacle) return obstacle;
    const created = { id: newId<UserId>(), email, passwordHash, displayName, role: 'ADMIN' as const };
    const verified = await upsertVerified(trx, created);
    // Its owner has just verified it.
    if (!verified) return { kind: 'has_account', role: 'CUSTOMER', status: 'ACTIVE' };
    const { id } = verified;
    await deleteVerificationTokens(trx, id);
    await publishAccount(trx, 'user.registered', verified);
    await recordAudit(trx, by, {
      action: 'administrator.created',
      subject: `user:${id}`,
      before: null,
      after: { role: 'ADMIN', displayName },
    });
    return { kind: 'created', id };
  });
  if (outcome.kind === 'created') wakeOutbox(db);
  return outcome;
}
