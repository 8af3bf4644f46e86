import { createHash } from 'node:crypto';
import { ROLES } from '@quartet/schema/access';
import { AppError, type Viewer, anonymous, userId } from '@quartet/service-kit';
import { type JWTVerifyGetKey, errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { TokenKeys } from './token-keys.ts';

const claims = z.object({
  sub: z.uuid(),
  sid: z.string().min(1),
  role: z.enum(ROLES),
  scope: z.string(),
  exp: z.number(),
});

/** Tokens that need not be verified again: a signature costs as much as all else of a small query. */
const MAX_VERIFIED = 20_000;

interface Verified {
  readonly viewer: Viewer;
  readonly expiresAt: number;
  /** By which it was verified. */
  readonly keys: JWTVerifyGetKey;
}

export interface ViewerReader {
  /**
   * Who sends this header. No header, an empty one and a `Bearer` without a token: an anonymous visitor. An expired token:
   * AppError TOKEN_EXPIRED. A wrong one: UNAUTHENTICATED. No keys to check it with: SERVICE_UNAVAILABLE.
   */
  read(authorization: string | undefined): Promise<Viewer>;
}

/** Verifies access tokens (EdDSA). */
export function createViewerReader(options: {
  keys: TokenKeys;
  issuer: string;
  audience: string;
  now?: () => number;
}): ViewerReader {
  const now = options.now ?? Date.now;
  const verified = new LRUCache<string, Verified>({ max: MAX_VERIFIED });

  async function verify(token: string): Promise<Viewer> {
    const keys = await options.keys.get().catch((cause: unknown) => Promise.reject(unchecked(cause)));
    const hash = createHash('sha256').update(token).digest('base64');
    const known = verified.get(hash);
    // Keys that were loaded again may lack the one that signed it.
    if (known?.keys === keys && known.expiresAt > now()) return known.viewer;
    verified.delete(hash);
    const { viewer, expiresAt } = await verifySignature(token, keys);
    verified.set(hash, { viewer, expiresAt, keys });
    return viewer;
  }

  async function verifySignature(token: string, keys: JWTVerifyGetKey): Promise<Omit<Verified, 'keys'>> {
    const { payload } = await jwtVerify(token, keys, {
      issuer: options.issuer,
      audience: options.audience,
      algorithms: ['EdDSA', 'Ed25519'],
      requiredClaims: ['sub', 'exp'],
      currentDate: new Date(now()),
    });
    const { sub, sid, role, scope, exp } = claims.parse(payload);
    const scopes = scope.split(' ').filter(Boolean);
    return { viewer: { kind: 'user', userId: userId(sub), sessionId: sid, role, scopes }, expiresAt: exp * 1_000 };
  }

  /** Its key may be newer than ours. */
  async function verifyByNewKeys(token: string): Promise<Viewer> {
    const fresh = await options.keys.refresh();
    try {
      return await verify(token);
    } catch (error) {
      throw !fresh && isUnknownKey(error) ? unchecked(error) : error;
    }
  }

  return {
    async read(authorization) {
      const header = authorization?.trim() ?? '';
      if (header === '' || /^Bearer$/i.test(header)) return anonymous;
      const token = /^Bearer +(\S+)$/i.exec(header)?.[1];
      if (token === undefined) throw new AppError('UNAUTHENTICATED', NO_BEARER);
      try {
        return await verify(token).catch((error: unknown) => {
          if (!isUnknownKey(error)) throw error;
          return verifyByNewKeys(token);
        });
      } catch (error) {
        throw refused(error);
      }
    },
  };
}

const NO_BEARER = 'The header Authorization must be "Bearer" and an access token; without a log-in, leave it out';

function isUnknownKey(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey;
}

function unchecked(cause: unknown): AppError {
  return new AppError('SERVICE_UNAVAILABLE', 'The access token cannot be checked right now; please try again', {
    cause,
  });
}

function refused(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  return cause instanceof errors.JWTExpired
    ? new AppError('TOKEN_EXPIRED', 'The access token has expired: log in again and repeat the request', { cause })
    : new AppError('UNAUTHENTICATED', 'The access token is not valid: log in again', { cause });
}
