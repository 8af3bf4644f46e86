import { verifyEmail as verifyAddress } from '../../registration/registration.service.ts';
import { startSession } from '../../sessions/sign-in.service.ts';
import { toSession } from '../session.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const verifyEmail: NonNullable<MutationResolvers['verifyEmail']> = async (_parent, input, context) => {
  const outcome = await verifyAddress(context.db, input);
  if (outcome.kind === 'weak_password') {
    return { __typename: 'WeakPassword', message: 'Please choose a password', reasons: outcome.reasons };
  }
  const signedIn = outcome.kind === 'verified' ? await startSession(context.db, context.signIn, outcome.account) : null;
  if (!signedIn) {
    return { __typename: 'InvalidToken', message: 'This link is not valid any more; please register again' };
  }
  return toSession(signedIn);
};
