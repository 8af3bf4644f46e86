import { hash } from 'node:crypto';
import { ROLES } from '@quartet/schema/access';
import { AppError, type Viewer, anonymous, userId } from '@quartet/service-kit';
import { type JWTPayload, type JWTVerifyGetKey, errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { TokenKeys } from './token-keys.ts';

/** What a token that was verified says about its owner. @throws where it lacks something */
export type ReadClaims = (payload: JWTPayload) => Viewer;

const quartetClaims = z.object({
  sub: z.uuid(),
  sid: z.string().min(1),
  role: z.enum(ROLES),
  scope: z.string(),
});

/** Tokens of `users`. */
export const readQuartetClaims: ReadClaims = (payload) => {
  const { sub, sid, role, scope } = quartetClaims.parse(payload);
  return { kind: 'user', userId: userId(sub), sessionId: sid, role, scopes: scopesIn(scope) };
};

const anyClaims = z.object({
  sub: z.string().min(1),
  sid: z.string().optional(),
  scope: z.string().optional(),
});

/** Tokens of any other issuer. */
export const readAnyClaims: ReadClaims = (payload) => {
  const { sub, sid = '', scope = '' } = anyClaims.parse(payload);
  return { kind: 'user', userId: userId(sub), sessionId: sid, role: '', scopes: scopesIn(scope) };
};

const scopesIn = (scope: string): string[] => scope.split(' ').filter(Boolean);

/** How tokens must be signed: by keys of which only one half is published. */
const ALGORITHMS_OF_QUARTET = ['EdDSA', 'Ed25519'];
export const ANY_ALGORITHM: readonly string[] = [
  ...ALGORITHMS_OF_QUARTET,
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'],
];

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

/** Where no tokens are verified, everybody is the same, and the header is the subgraphs' affair. */
export const everybodyAnonymous: ViewerReader = { read: () => Promise.resolve(anonymous) };

export interface ViewerOptions {
  keys: TokenKeys;
  /** Default: any. */
  issuer?: string | undefined;
  /** Default: any. */
  audience?: string | undefined;
  /** Default: those of Quartet's tokens. */
  algorithms?: readonly string[];
  /** Default: those of Quartet's tokens. */
  readClaims?: ReadClaims;
  now?: () => number;
}

/** Verifies access tokens. */
export function createViewerReader(options: ViewerOptions): ViewerReader {
  const { now = Date.now, algorithms = ALGORITHMS_OF_QUARTET, readClaims = readQuartetClaims } = options;
  const verified = new LRUCache<string, Verified>({ max: MAX_VERIFIED });

  async function verify(token: string): Promise<Viewer> {
    const keys = await options.keys.get().catch((cause: unknown) => Promise.reject(unchecked(cause)));
    const name = hash('sha256', token, 'base64');
    const known = verified.get(name);
    // Keys that were loaded again may lack the one that signed it.
    if (known?.keys === keys && known.expiresAt > now()) return known.viewer;
    verified.delete(name);
    const { viewer, expiresAt } = await verifySignature(token, keys);
    verified.set(name, { viewer, expiresAt, keys });
    return viewer;
  }

  async function verifySignature(token: string, keys: JWTVerifyGetKey): Promise<Omit<Verified, 'keys'>> {
    const { payload } = await jwtVerify(token, keys, {
      ...(options.issuer !== undefined && { issuer: options.issuer }),
      ...(options.audience !== undefined && { audience: options.audience }),
      algorithms: [...algorithms],
      requiredClaims: ['sub', 'exp'],
      currentDate: new Date(now()),
    });
    return { viewer: readClaims(payload), expiresAt: (payload.exp ?? 0) * 1_000 };
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
