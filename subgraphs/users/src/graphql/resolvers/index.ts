import type { OwnResolvers } from '../types.generated.ts';
import { login } from './Mutation.login.ts';
import { register } from './Mutation.register.ts';
import { verifyEmail } from './Mutation.verifyEmail.ts';
import { PublicProfile } from './PublicProfile.ts';
import { me } from './Query.me.ts';
import { User } from './User.ts';

export const resolvers: OwnResolvers = {
  Query: { me },
  Mutation: { register, verifyEmail, login },
  User,
  PublicProfile,
};
