import { AppError } from '@quartet/service-kit';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import type { CryptoKey, JSONWebKeySet } from 'jose';
import type { Db } from '../database.ts';
import { findSigningKeys, insertSigningKey, lockSigningKeys } from './signing-keys.repository.ts';
import type { StoredKey } from './signing-keys.repository.ts';

const KEPT_MS = 60_000;

export interface Keyring {
  /** The key that signs now. */
  signingKey: () => Promise<{ kid: string; key: CryptoKey }>;
  /** The public keys, for whoever verifies. */
  jwks: () => Promise<JSONWebKeySet>;
}

/** Makes the first signing key, once for all processes. */
export async function ensureSigningKey(db: Db): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockSigningKeys(trx);
    const known = await findSigningKeys(trx);
    if (known.length === 0) await insertSigningKey(trx, await makeKey());
  });
}

/** The keys of the database, read again after a minute; while the database is away the ones read last stay in use. */
export function createKeyring(db: Db): Keyring {
  let kept: { keys: StoredKey[]; until: number } | undefined;
  async function keys(): Promise<StoredKey[]> {
    if (kept && kept.until > Date.now()) return kept.keys;
    try {
      const found = await findSigningKeys(db);
      if (found.length > 0) kept = { keys: found, until: Date.now() + KEPT_MS };
    } catch (err) {
      if (!kept) throw err;
    }
    if (!kept) throw new AppError('SERVICE_UNAVAILABLE', 'Signing in is not set up yet');
    return kept.keys;
  }
  return {
    async signingKey() {
      const [newest] = await keys();
      const key = newest ? await importJWK(newest.private_jwk, 'EdDSA') : undefined;
      if (!newest || !key || key instanceof Uint8Array) throw new Error('The signing key is not a key pair');
      return { kid: newest.kid, key };
    },
    jwks: async () => ({ keys: (await keys()).map((key) => key.public_jwk) }),
  };
}

async function makeKey(): Promise<StoredKey> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const publicJwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  const shared = { kid, alg: 'EdDSA', use: 'sig' };
  return { kid, private_jwk: { ...(await exportJWK(privateKey)), ...shared }, public_jwk: { ...publicJwk, ...shared } };
}
