import { type JSONWebKeySet, SignJWT, exportJWK, generateKeyPair } from 'jose';

export const CUSTOMER_ID = '0190a000-0000-7000-8000-000000000001';

export interface Signer {
  readonly jwks: JSONWebKeySet;
  sign(changes?: { issuer?: string; audience?: string; expires?: string | number; role?: string }): Promise<string>;
}

export async function createSigner(kid: string): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return {
    jwks: { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' }] },
    sign: ({ issuer = 'quartet', audience = 'quartet-graph', expires = '10m', role = 'SUPPORT' } = {}) =>
      new SignJWT({ sid: 's-1', role, scope: 'orders:read users:read' })
        .setProtectedHeader({ alg: 'EdDSA', kid })
        .setSubject(CUSTOMER_ID)
        .setIssuer(issuer)
        .setAudience(audience)
        .setExpirationTime(expires)
        .sign(privateKey),
  };
}
