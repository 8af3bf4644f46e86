import type { SignedIn } from '../sessions/sign-in.service.ts';

/** Session as the schema has it. */
export function toSession({ account, accessToken }: SignedIn) {
  return {
    __typename: 'Session' as const,
    accessToken: accessToken.token,
    accessTokenExpiresAt: accessToken.expiresAt,
    user: account,
  };
}
