import { hash, verify } from '@node-rs/argon2';

// argon2id (the library's default) with OWASP's least parameters: 19 MiB, two passes; about 20 ms.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
// Far above what registration takes: only keeps an attacker from sending megabytes.
const MAX_CHECKED_LENGTH = 1_024;

let dummyHash: Promise<string> | undefined;

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST);
}

/**
 * True where the password belongs to the hash. Without a hash (no such account) it takes as long and is false, so that
 * the time does not tell whether there is an account.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  dummyHash ??= hashPassword('the password of nobody');
  const checked = password.length <= MAX_CHECKED_LENGTH ? password : '';
  const matches = await verify(passwordHash ?? (await dummyHash), checked.normalize('NFKC'));
  return matches && passwordHash !== null && checked === password;
}

/** Hashes the dummy ahead of time, so that not even the first attempt for an unknown address differs. */
export async function warmPasswords(): Promise<void> {
  dummyHash ??= hashPassword('the password of nobody');
  await dummyHash;
}
