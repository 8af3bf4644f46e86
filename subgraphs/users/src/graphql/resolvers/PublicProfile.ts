import { toProfile } from '../../accounts/accounts.service.ts';
import type { PublicProfileMapper } from '../schema.mappers.ts';
import type { PublicProfileResolvers } from '../types.generated.ts';

/** The fields that a profile does not have by itself. */
export const PublicProfile: Omit<PublicProfileResolvers, keyof PublicProfileMapper> = {
  __resolveReference: async ({ id }, { loaders }) => {
    const row = await loaders.accounts.load(id);
    return row && toProfile(row);
  },
};
