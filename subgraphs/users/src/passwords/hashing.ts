import { hash, verify } from '@node-rs/argon2';
import { normalPassword } from './normal-password.ts';

// argon2id (the library's default) with OWASP's least parameters: 19 MiB, two passes; about 20 ms.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

let dummyHash: Promise<string> | undefined;

/** @throws for a text that can be no password; `passwordProblems` says so in words */
export async function hashPassword(password: string): Promise<string> {
  const normal = normalPassword(password);
  if (normal === undefined) throw new Error('This text cannot be a password');
  return hash(normal, COST);
}

/**
 * True where the password belongs to the hash. Without a hash (no such account) it takes as long and is false, so that
 * the time does not tell whether there is an account.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  dummyHash ??= hashPassword('the password of nobody');
  const normal = normalPassword(password);
  const matches = await verify(passwordHash ?? (await dummyHash), normal ?? '');
  return matches && normal !== undefined && passwordHash !== null;
}

/** Hashes the dummy ahead of time, so that not even the first attempt for an unknown address differs. */
export async function warmPasswords(): Promise<void> {
  dummyHash ??= hashPassword('the password of nobody');
  await dummyHash;
}
