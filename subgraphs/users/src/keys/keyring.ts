import { AppError, createRefreshed } from '@quartet/service-kit';
import type { Logger } from '@quartet/service-kit';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import type { CryptoKey, JSONWebKeySet } from 'jose';
import type { Db } from '../database.ts';
import { findSigningKeys, insertSigningKey, lockSigningKeys } from './signing-keys.repository.ts';
import type { StoredKey } from './signing-keys.repository.ts';

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
  /** The public keys, for whoever verifies. */
  jwks: () => Promise<JSONWebKeySet>;
  stop: () => void;
}

/** Makes the first signing key, once for all processes. */
export async function ensureSigningKey(db: Db): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockSigningKeys(trx);
    const known = await findSigningKeys(trx);
    if (known.length === 0) await insertSigningKey(trx, await makeKey());
  });
}

/**
 * The keys of the database, read again in the background; while the database is away the ones read last stay in use, and
 * no log-in waits for it here.
 */
export function createKeyring(db: Db, log: Logger): Keyring {
  const stored = createRefreshed({
    ...TIMING,
    what: 'the signing keys',
    log,
    load: async () => {
      const found = await findSigningKeys(db);
      if (found.length === 0) throw new AppError('SERVICE_UNAVAILABLE', 'Signing in is not set up yet');
      return found;
    },
  });
  const keys = () => stored.get();
  return {
    async signingKey() {
      const [newest] = await keys();
      const key = newest ? await importJWK(newest.private_jwk, 'EdDSA') : undefined;
      if (!newest || !key || key instanceof Uint8Array) throw new Error('The signing key is not a key pair');
      return { kid: newest.kid, key };
    },
    jwks: async () => ({ keys: (await keys()).map((key) => key.public_jwk) }),
    stop: () => stored.stop(),
  };
}

async function makeKey(): Promise<StoredKey> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const publicJwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  const shared = { kid, alg: 'EdDSA', use: 'sig' };
  return { kid, private_jwk: { ...(await exportJWK(privateKey)), ...shared }, public_jwk: { ...publicJwk, ...shared } };
}
