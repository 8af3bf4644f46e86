import { AppError, type Viewer, anonymous, userId } from '@quartet/service-kit';
import { type JSONWebKeySet, createLocalJWKSet, errors, jwtVerify } from 'jose';
import { z } from 'zod';

const claims = z.object({
  sub: z.uuid(),
  sid: z.string().min(1),
  role: z.enum(['CUSTOMER', 'SUPPORT', 'CATALOG_MANAGER', 'WAREHOUSE', 'ADMIN']),
  scope: z.string(),
});

/** Keys are asked for again after this long, so that a withdrawn one stops working. */
const KEYS_FRESH_MS = 5 * 60_000;
/** An unknown key id asks for the keys at most this often: nobody can make us ask with each request. */
const KEYS_RETRY_MS = 5_000;

export interface ViewerReader {
  /**
   * Who sends this header. No header: an anonymous visitor. A wrong or expired token: AppError UNAUTHENTICATED. No keys
   * to check it with: SERVICE_UNAVAILABLE.
   */
  read(authorization: string | undefined): Promise<Viewer>;
}

/** Verifies access tokens (EdDSA) against the keys that `jwks` gives. */
export function createViewerReader(o: {
  jwks: () => Promise<JSONWebKeySet>;
  issuer: string;
  audience: string;
  now?: () => number;
}): ViewerReader {
  const now = o.now ?? Date.now;
  let held: { keys: ReturnType<typeof createLocalJWKSet>; at: number } | undefined;
  let asking: Promise<void> | undefined;

  /** Several requests that need the keys at once share one call. */
  function renew(): Promise<void> {
    asking ??= (async () => {
      try {
        held = { keys: createLocalJWKSet(await o.jwks()), at: now() };
      } catch (cause) {
        // Keys that were right a moment ago still are: tokens stay valid while the users subgraph is away.
        if (!held) throw new AppError('SERVICE_UNAVAILABLE', 'Sign-in can not be checked right now', { cause });
      } finally {
        asking = undefined;
      }
    })();
    return asking;
  }

  async function verify(token: string, mayRenew: boolean): Promise<Viewer> {
    if (!held || now() - held.at > KEYS_FRESH_MS) await renew();
    if (!held) throw new AppError('SERVICE_UNAVAILABLE', 'Sign-in can not be checked right now');
    try {
      const { payload } = await jwtVerify(token, held.keys, {
        issuer: o.issuer,
        audience: o.audience,
        algorithms: ['EdDSA', 'Ed25519'],
        requiredClaims: ['sub', 'exp'],
        currentDate: new Date(now()),
      });
      const { sub, sid, role, scope } = claims.parse(payload);
      return { kind: 'user', userId: userId(sub), sessionId: sid, role, scopes: scope.split(' ').filter(Boolean) };
    } catch (err) {
      if (mayRenew && err instanceof errors.JWKSNoMatchingKey && now() - held.at > KEYS_RETRY_MS) {
        await renew();
        return verify(token, false);
      }
      throw refused(err);
    }
  }

  return {
    async read(authorization) {
      if (authorization === undefined) return anonymous;
      const token = /^Bearer +([^\s]+)$/i.exec(authorization.trim())?.[1];
      if (!token) throw refused(undefined);
      return verify(token, true);
    },
  };
}

function refused(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const message =
    cause instanceof errors.JWTExpired ? 'The access token has expired: log in again' : 'The access token is not valid';
  return new AppError('UNAUTHENTICATED', message, { cause });
}
