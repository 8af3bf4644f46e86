import type { Role } from '@quartet/schema/access';
import { emailAddress, newId, parseInput, retryTransaction } from '@quartet/service-kit';
import type { UserId } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { hashPassword } from '../passwords/hashing.ts';
import { passwordProblems } from '../passwords/password-rules.ts';
import { deleteVerificationTokens } from '../registration/verification-tokens.repository.ts';
import {
  findAccountByEmail,
  hasActiveAdministrator,
  lockAdministrators,
  upsertVerified,
} from './accounts.repository.ts';
import { displayNameSchema } from './accounts.service.ts';
import type { AccountStatus } from './accounts.table.ts';

export interface AdministratorRequest {
  email: string;
  /** Also where there is an administrator. */
  another: boolean;
}

/** Why no administrator is made. */
export type AdministratorObstacle =
  | { kind: 'is_administrator' }
  | { kind: 'has_account'; role: Role; status: AccountStatus }
  | { kind: 'another_exists' };

export type AdministratorOutcome =
  { kind: 'created'; id: UserId } | AdministratorObstacle | { kind: 'weak_password'; reasons: string[] };

/**
 * What keeps this address from becoming an administrator; nothing where it has no account, or one that nobody verified.
 * Throws BAD_USER_INPUT for what is no address.
 */
export async function administratorObstacle(
  db: Db,
  request: AdministratorRequest,
): Promise<AdministratorObstacle | undefined> {
  const account = await findAccountByEmail(db, parseInput(emailAddress, request.email));
  if (account && (account.email_verified_at || account.status !== 'ACTIVE')) {
    const { role, status } = account;
    return role === 'ADMIN' && status === 'ACTIVE'
      ? { kind: 'is_administrator' }
      : { kind: 'has_account', role, status };
  }
  return !request.another && (await hasActiveAdministrator(db)) ? { kind: 'another_exists' } : undefined;
}

/**
 * Makes a verified administrator, for operators. A verified account is never changed; one that nobody verified is taken
 * over, and what others registered it with is void. Of several such calls at once one makes the first administrator.
 */
export async function createAdministrator(
  db: Db,
  request: AdministratorRequest & { password: string; displayName: string | null },
): Promise<AdministratorOutcome> {
  const email = parseInput(emailAddress, request.email);
  const displayName = parseInput(displayNameSchema.nullable(), request.displayName);
  const reasons = passwordProblems(request.password, email);
  if (reasons.length > 0) return { kind: 'weak_password', reasons };
  const passwordHash = await hashPassword(request.password);
  return retryTransaction(db, async (trx): Promise<AdministratorOutcome> => {
    await lockAdministrators(trx);
    const obstacle = await administratorObstacle(trx, request);
    if (obstacle) return obstacle;
    const id = await upsertVerified(trx, { id: newId<UserId>(), email, passwordHash, displayName, role: 'ADMIN' });
    // Its owner verified it at this moment.
    if (!id) return { kind: 'has_account', role: 'CUSTOMER', status: 'ACTIVE' };
    await deleteVerificationTokens(trx, id);
    return { kind: 'created', id };
  });
}
