import type { MutationResolvers, QueryResolvers, Resolvers } from '../types.generated.ts';
import { login } from './Mutation.login.ts';
import { register } from './Mutation.register.ts';
import { verifyEmail } from './Mutation.verifyEmail.ts';
import { PublicProfile } from './PublicProfile.ts';
import { me } from './Query.me.ts';
import { User } from './User.ts';

/** service-kit brings these. */
type Scalar = 'DateTime' | 'EmailAddress' | 'Locale';
/** Handed on as they are: their parents' resolvers return every field of them, `__typename` included. */
type Plain =
  | 'DomainError'
  | 'InvalidCredentials'
  | 'InvalidToken'
  | 'LoginResult'
  | 'RegisterResult'
  | 'RegistrationAccepted'
  | 'Session'
  | 'WeakPassword';
type Mapped = 'User' | 'PublicProfile';

type UsersResolvers = Omit<Resolvers, Scalar | Plain | Mapped | 'Query' | 'Mutation'> & {
  Query: QueryResolvers;
  Mutation: MutationResolvers;
  User: typeof User;
  PublicProfile: typeof PublicProfile;
};

export const resolvers: UsersResolvers = {
  Query: { me },
  Mutation: { register, verifyEmail, login },
  User,
  PublicProfile,
};
