import { AppError, createRefreshed, type Logger } from '@quartet/service-kit';
import { importJWK, type CryptoKey, type JSONWebKeySet } from 'jose';
import type { Db } from '../database.ts';
import { PUBLISHED_AHEAD_SECONDS, signingKeyOf } from './key-life.ts';
import { findSigningKeys } from './signing-keys.repository.ts';

const TIMING = {
  everyMs: 30_000,
  deadlineMs: 5_000,
  waitMs: 2_000,
  onDemandMs: 5_000,
  retryMs: { first: 500, most: 10_000 },
} as const;

export interface Keyring {
  /** The key that signs now. */
  signingKey: () => Promise<{ kid: string; key: CryptoKey }>;
  /** The public keys, with which tokens are verified. */
  jwks: () => Promise<JSONWebKeySet>;
  stop: () => void;
}

/**
 * The keys of the database, refreshed in the background. While the database is away the keys that were read last stay in
 * use, and no log-in waits for the database here.
 */
export function createKeyring(db: Db, log: Logger): Keyring {
  const stored = createRefreshed({
    ...TIMING,
    what: 'the signing keys',
    log,
    load: async () => {
      const found = await findSigningKeys(db, PUBLISHED_AHEAD_SECONDS);
      if (found.length === 0) throw new AppError('SERVICE_UNAVAILABLE', 'Signing in is not set up yet');
      return found;
    },
  });
  const keys = () => stored.get();
  return {
    async signingKey() {
      const chosen = signingKeyOf(await keys());
      const key = chosen ? await importJWK(chosen.privateJwk, 'EdDSA') : undefined;
      if (!chosen || !key || key instanceof Uint8Array) throw new Error('The signing key is not a key pair');
      return { kid: chosen.kid, key };
    },
    jwks: async () => ({ keys: (await keys()).map((key) => key.publicJwk) }),
    stop: () => stored.stop(),
  };
}
