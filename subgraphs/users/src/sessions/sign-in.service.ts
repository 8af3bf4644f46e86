import { newId } from '@quartet/service-kit';
import type { Logger, Redis } from '@quartet/service-kit';
import { findAccountByEmail } from '../accounts/accounts.repository.ts';
import { toAccount } from '../accounts/accounts.service.ts';
import type { Account } from '../accounts/accounts.service.ts';
import type { Db } from '../database.ts';
import type { Keyring } from '../keys/keyring.ts';
import { verifyPassword } from '../passwords/hashing.ts';
import { issueAccessToken } from './access-tokens.ts';
import type { AccessToken, TokenSettings } from './access-tokens.ts';
import { cacheSession } from './session-cache.ts';
import { insertSession } from './sessions.repository.ts';

const SESSION_SECONDS = 30 * 24 * 60 * 60;

/** What signing in needs besides the database. */
export interface SignInTools {
  keys: Keyring;
  tokens: TokenSettings;
  redis: Redis;
  log: Logger;
}

export interface SignedIn {
  account: Account;
  accessToken: AccessToken;
}

/**
 * Signs in with address and password. Null, after the same work, for an unknown address, a wrong password, an
 * unverified and a suspended account: the answer must not tell which.
 */
export async function login(
  db: Db,
  tools: SignInTools,
  input: { email: string; password: string },
): Promise<SignedIn | null> {
  const row = await findAccountByEmail(db, input.email.trim());
  const usable = row?.status === 'ACTIVE' && row.email_verified_at !== null ? row : undefined;
  const matches = await verifyPassword(usable?.password_hash ?? null, input.password);
  const account = usable && matches ? toAccount(usable) : null;
  return account ? startSession(db, tools, account) : null;
}

/** Opens a session for somebody who has proved who they are. Null for an account that may not log in (any more). */
export async function startSession(db: Db, tools: SignInTools, account: Account): Promise<SignedIn | null> {
  const sessionId = newId();
  const accessToken = await issueAccessToken(tools.keys, tools.tokens, {
    userId: account.id,
    sessionId,
    role: account.role,
  });
  const opened = await insertSession(db, { id: sessionId, accountId: account.id, lifetimeSeconds: SESSION_SECONDS });
  if (!opened) return null;
  await cacheSession(tools.redis, tools.log, {
    id: sessionId,
    userId: account.id,
    role: account.role,
    lifetimeSeconds: SESSION_SECONDS,
  });
  return { account, accessToken };
}
