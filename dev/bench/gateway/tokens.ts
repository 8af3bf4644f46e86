import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { JSONWebKeySet } from 'jose';

/** Signs access tokens as the users subgraph does. */
export interface TokenSigner {
  readonly jwks: JSONWebKeySet;
  /** So many tokens, each of another user. */
  readonly tokens: (count: number) => string[];
}

const LIFETIME_S = 3_600;

export function createTokenSigner(): TokenSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const kid = randomUUID();
  const header = encoded({ alg: 'EdDSA', kid });
  return {
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kty: 'OKP', kid, alg: 'EdDSA', use: 'sig' }] },
    tokens: (count) =>
      Array.from({ length: count }, () => {
        const exp = Math.floor(Date.now() / 1_000) + LIFETIME_S;
        const claims = { sub: randomUUID(), sid: randomUUID(), role: 'CUSTOMER', scope: '' };
        const signed = `${header}.${encoded({ ...claims, iss: 'quartet', aud: 'quartet-graph', exp })}`;
        return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
      }),
  };
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
