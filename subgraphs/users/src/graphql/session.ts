import type { SignedIn } from '../sessions/sign-in.service.ts';

/** A Session of the schema. */
export function toSession({ account, accessToken }: SignedIn) {
  return {
    __typename: 'Session' as const,
    accessToken: accessToken.token,
    accessTokenExpiresAt: accessToken.expiresAt,
    user: account,
  };
}
