import { type Logger, type Refreshed, type RefreshedOptions, createRefreshed } from '@quartet/service-kit';
import { type JSONWebKeySet, type JWTVerifyGetKey, createLocalJWKSet } from 'jose';

/** The public keys that verify access tokens. */
export type TokenKeys = Refreshed<JWTVerifyGetKey>;

type Timing = Pick<RefreshedOptions<unknown>, 'everyMs' | 'deadlineMs' | 'waitMs' | 'onDemandMs' | 'retryMs'>;

const TIMING: Timing = {
  // A withdrawn key stops working after that long; a new one must be published for longer before it signs.
  everyMs: 60_000,
  deadlineMs: 4_000,
  waitMs: 1_000,
  // Nobody can make us ask with each request by naming keys that do not exist.
  onDemandMs: 5_000,
  retryMs: { first: 500, most: 30_000 },
};

/** Keeps the keys that `jwks` gives. While it gives none, those that were right before stay in use. */
export function createTokenKeys(options: {
  jwks: (signal: AbortSignal) => Promise<JSONWebKeySet>;
  log: Logger;
  /** Default: renewed each minute, with back-off while users is away. */
  timing?: Partial<Timing>;
}): TokenKeys {
  return createRefreshed({
    ...TIMING,
    ...options.timing,
    what: 'the keys that verify access tokens',
    log: options.log,
    load: async (signal) => createLocalJWKSet(await options.jwks(signal)),
  });
}
