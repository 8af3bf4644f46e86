import { userId } from '@quartet/service-kit';
import { maySeeAccount, toAccount } from '../../accounts/accounts.service.ts';
import type { UserMapper } from '../schema.mappers.ts';
import type { UserResolvers } from '../types.generated.ts';

/** The fields that an account does not have by itself. */
export const User: Omit<UserResolvers, keyof UserMapper> = {
  __resolveReference: async ({ id }, { viewer, loaders }) => {
    // Whoever may not see it does not even cause a query.
    if (!maySeeAccount(viewer, userId(id))) return null;
    const row = await loaders.accounts.load(id);
    return row && toAccount(row);
  },
};
