import { type Role, SCOPES_OF_ROLE } from '@quartet/schema/access';
import type { UserId } from '@quartet/service-kit';
import { SignJWT } from 'jose';
import type { Keyring } from '../keys/keyring.ts';

export const ACCESS_TOKEN_SECONDS = 10 * 60;

export interface TokenSettings {
  issuer: string;
  audience: string;
}

export interface AccessToken {
  token: string;
  expiresAt: Date;
}

/** Signs an access token of ten minutes with the claims sub, sid, role, scope, iss, aud, iat and exp. */
export async function issueAccessToken(
  keys: Keyring,
  settings: TokenSettings,
  holder: { userId: UserId; sessionId: string; role: Role },
): Promise<AccessToken> {
  const { kid, key } = await keys.signingKey();
  const issuedAt = Math.floor(Date.now() / 1000);
  const expiresAt = issuedAt + ACCESS_TOKEN_SECONDS;
  const token = await new SignJWT({
    sid: holder.sessionId,
    role: holder.role,
    scope: SCOPES_OF_ROLE[holder.role].join(' '),
  })
    .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' })
    .setSubject(holder.userId)
    .setIssuer(settings.issuer)
    .setAudience(settings.audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(key);
  return { token, expiresAt: new Date(expiresAt * 1000) };
}
