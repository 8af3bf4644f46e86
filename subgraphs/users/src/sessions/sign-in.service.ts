import { newId, storeSession, type Logger, type Redis, type StoredSession } from '@quartet/service-kit';
import { toAccount, type Account } from '../accounts/account.ts';
import { findAccountByEmail } from '../accounts/accounts.repository.ts';
import type { Db } from '../database.ts';
import type { Keyring } from '../keys/keyring.ts';
import { verifyPassword } from '../passwords/hashing.ts';
import { issueAccessToken, type AccessToken, type TokenSettings } from './access-tokens.ts';
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
 * unverified and a suspended account: the answer must not reveal which of them it was.
 */
export async function login(
  db: Db,
  tools: SignInTools,
  input: { email: string; password: string },
): Promise<SignedIn | null> {
  const found = await findAccountByEmail(db, input.email.trim());
  const usable = found?.account.status === 'ACTIVE' && found.account.emailVerified ? found : undefined;
  const matches = await verifyPassword(usable?.passwordHash ?? null, input.password);
  const account = usable && matches ? toAccount(usable.account) : null;
  return account ? startSession(db, tools, account) : null;
}

/** Opens a session for a person who has proved their identity. Null for an account that may not log in (any more). */
export async function startSession(db: Db, tools: SignInTools, account: Account): Promise<SignedIn | null> {
  const id = newId();
  const userId = account.id;
  const opened = await insertSession(db, { id, accountId: userId, lifetimeSeconds: SESSION_SECONDS });
  if (!opened) return null;
  const { role, version } = opened;
  await noteOpened(tools, id, { state: 'live', userId, role, version });
  const accessToken = await issueAccessToken(tools.keys, tools.tokens, { userId, sessionId: id, role });
  return { account, accessToken };
}

/** Never throws: PostgreSQL has the truth, so a log-in succeeds while Redis is away, and who misses the session asks for it. */
async function noteOpened({ redis, log }: SignInTools, id: string, session: StoredSession): Promise<void> {
  try {
    await storeSession(redis, id, { session, seconds: SESSION_SECONDS });
  } catch (error) {
    log.warn({ err: error }, 'Redis was not told of a new session');
  }
}
