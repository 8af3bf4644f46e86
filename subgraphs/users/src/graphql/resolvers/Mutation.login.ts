import { login as signIn } from '../../sessions/sign-in.service.ts';
import { toSession } from '../session.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const login: NonNullable<MutationResolvers['login']> = async (_parent, { input }, context) => {
  const signedIn = await signIn(context.db, context.signIn, input);
  if (!signedIn) {
    return { __typename: 'InvalidCredentials', message: 'Address and password do not belong together' };
  }
  return toSession(signedIn);
};
