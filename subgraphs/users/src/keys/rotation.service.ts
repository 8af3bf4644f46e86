import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { Db } from '../database.ts';
import { PUBLISHED_AFTER_SECONDS, PUBLISHED_AHEAD_SECONDS, SIGNING_DAYS } from './key-life.ts';
import {
  deleteReplacedKeys,
  findSigningKeys,
  hasYoungKey,
  insertSigningKey,
  lockSigningKeys,
  type KeyPair,
} from './signing-keys.repository.ts';

/** Creates the first signing key, once for all processes. */
export async function ensureSigningKey(db: Db): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockSigningKeys(trx);
    const known = await findSigningKeys(trx, PUBLISHED_AHEAD_SECONDS);
    if (known.length === 0) await insertSigningKey(trx, await createKey());
  });
}

/**
 * Publishes a successor once the newest key is old, and withdraws keys whose last token has expired. Several processes
 * may do so at once: one of them creates the key.
 */
export async function rotateSigningKeys(db: Db): Promise<{ created: string | undefined; withdrawn: string[] }> {
  return db.transaction().execute(async (trx) => {
    await lockSigningKeys(trx);
    const withdrawn = await deleteReplacedKeys(trx, PUBLISHED_AHEAD_SECONDS + PUBLISHED_AFTER_SECONDS);
    if (await hasYoungKey(trx, SIGNING_DAYS * 24 * 60 * 60)) return { created: undefined, withdrawn };
    const key = await createKey();
    await insertSigningKey(trx, key);
    return { created: key.kid, withdrawn };
  });
}

async function createKey(): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const publicJwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  const shared = { kid, alg: 'EdDSA', use: 'sig' };
  return { kid, privateJwk: { ...(await exportJWK(privateKey)), ...shared }, publicJwk: { ...publicJwk, ...shared } };
}
