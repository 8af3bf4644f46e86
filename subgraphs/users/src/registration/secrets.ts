import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;

export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

// Random secrets need no slow hash.
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
