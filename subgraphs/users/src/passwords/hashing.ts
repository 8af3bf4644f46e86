import { hash, verify } from '@node-rs/argon2';
import { normalPassword } from './normal-password.ts';

// argon2id (the library's default) with OWASP's minimum parameters: 19 MiB, two passes; about 20 ms.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

let dummyHash: Promise<string> | undefined;

/** @throws Error for text that cannot be a password; `passwordProblems` describes the problem */
export async function hashPassword(password: string): Promise<string> {
  const normal = normalPassword(password);
  if (normal === undefined) throw new Error('This text cannot be a password');
  return hash(normal, COST);
}

/**
 * Whether the password matches the hash. Without a hash (no such account) it takes as long and is false, so that the
 * time does not reveal whether there is an account.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  dummyHash ??= hashPassword('the password of nobody');
  const normal = normalPassword(password);
  const matches = await verify(passwordHash ?? (await dummyHash), normal ?? '');
  return matches && normal !== undefined && passwordHash !== null;
}

/** Hashes the dummy in advance, so that even the first attempt for an unknown address takes as long as any other. */
export async function warmPasswords(): Promise<void> {
  dummyHash ??= hashPassword('the password of nobody');
  await dummyHash;
}
