import { userId } from '@quartet/service-kit';
import { maySeeAccount, toAccount } from '../../accounts/account.ts';
import type { UserMapper } from '../schema.mappers.ts';
import type { UserResolvers } from '../types.generated.ts';

/** The fields that an account does not have itself. */
export const User: Omit<UserResolvers, keyof UserMapper> = {
  __resolveReference: async ({ id }, { viewer, loaders }) => {
    // A viewer who may not see it does not even cause a query.
    if (!maySeeAccount(viewer, userId(id))) return null;
    const stored = await loaders.accounts.load(id);
    return stored && toAccount(stored);
  },
};
