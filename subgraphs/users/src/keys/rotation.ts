import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { Db } from '../database.ts';
import { PUBLISHED_AFTER_SECONDS, PUBLISHED_AHEAD_SECONDS, SIGNING_DAYS } from './key-life.ts';
import {
  deleteReplacedKeys,
  findSigningKeys,
  hasYoungKey,
  insertSigningKey,
  lockSigningKeys,
} from './signing-keys.repository.ts';
import type { KeyPair } from './signing-keys.repository.ts';

/** Makes the first signing key, once for all processes. */
export async function ensureSigningKey(db: Db): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockSigningKeys(trx);
    const known = await findSigningKeys(trx, PUBLISHED_AHEAD_SECONDS);
    if (known.length === 0) await insertSigningKey(trx, await makeKey());
  });
}

/**
 * Publishes a successor where the newest key has become old, and withdraws keys whose last token has expired. Several
 * processes may do so at once: one makes the key.
 */
export async function rotateSigningKeys(db: Db): Promise<{ made: string | undefined; withdrawn: string[] }> {
  return db.transaction().execute(async (trx) => {
    await lockSigningKeys(trx);
    const withdrawn = await deleteReplacedKeys(trx, PUBLISHED_AHEAD_SECONDS + PUBLISHED_AFTER_SECONDS);
    if (await hasYoungKey(trx, SIGNING_DAYS * 24 * 60 * 60)) return { made: undefined, withdrawn };
    const key = await makeKey();
    await insertSigningKey(trx, key);
    return { made: key.kid, withdrawn };
  });
}

async function makeKey(): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const publicJwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  const shared = { kid, alg: 'EdDSA', use: 'sig' };
  return { kid, private_jwk: { ...(await exportJWK(privateKey)), ...shared }, public_jwk: { ...publicJwk, ...shared } };
}
