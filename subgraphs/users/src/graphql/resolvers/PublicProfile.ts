import { toProfile } from '../../accounts/account.ts';
import type { PublicProfileMapper } from '../schema.mappers.ts';
import type { PublicProfileResolvers } from '../types.generated.ts';

/** The fields that a profile does not have itself. */
export const PublicProfile: Omit<PublicProfileResolvers, keyof PublicProfileMapper> = {
  __resolveReference: async ({ id }, { loaders }) => {
    const stored = await loaders.accounts.load(id);
    return stored && toProfile(stored);
  },
};
