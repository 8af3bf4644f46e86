import { register as registerAddress } from '../../registration/registration.service.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const register: NonNullable<MutationResolvers['register']> = async (_parent, { input }, { db }) => {
  const outcome = await registerAddress(db, input);
  if (outcome.kind === 'weak_password') {
    return { __typename: 'WeakPassword', message: 'Please choose another password', reasons: outcome.reasons };
  }
  return {
    __typename: 'RegistrationAccepted',
    message: 'We have sent you a message that says how to go on',
    registrationSecret: outcome.registrationSecret,
  };
};
