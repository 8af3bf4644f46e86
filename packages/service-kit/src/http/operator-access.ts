import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** Who may read /metrics, and the dependencies in /ready: everybody, nobody, or clients with the token. */
export type OperatorAccess = 'open' | 'closed' | { readonly token: string };

/** The setting OPERATIONS_TOKEN. */
export const operationsToken = z
  .string()
  .regex(/^[\w.~+/=-]{16,}$/, 'must have at least 16 characters out of letters, digits and -._~+/=')
  .optional();

/** Without a token access is open in development and closed in production. */
export function operatorAccess(env: {
  OPERATIONS_TOKEN?: string | undefined;
  NODE_ENV?: string | undefined;
}): OperatorAccess {
  if (env.OPERATIONS_TOKEN !== undefined) return { token: env.OPERATIONS_TOKEN };
  return env.NODE_ENV === 'production' ? 'closed' : 'open';
}

export function isOperator(access: OperatorAccess, authorization: string | undefined): boolean {
  if (typeof access === 'string') return access === 'open';
  const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  // Digests have the same length, whatever was sent.
  return given !== undefined && timingSafeEqual(digest(given), digest(access.token));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
