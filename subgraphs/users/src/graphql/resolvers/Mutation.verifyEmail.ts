import { verifyEmail as verifyAddress } from '../../registration/registration.service.ts';
import { startSession } from '../../sessions/sign-in.service.ts';
import { toSession } from '../session.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const verifyEmail: NonNullable<MutationResolvers['verifyEmail']> = async (_parent, { token }, context) => {
  const account = await verifyAddress(context.db, token);
  if (!account) {
    return { __typename: 'InvalidToken', message: 'This link is not valid any more; please register again' };
  }
  return toSession(await startSession(context.db, context.signIn, account));
};
