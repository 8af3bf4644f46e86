import { toAccount } from '../../accounts/accounts.service.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const me: NonNullable<QueryResolvers['me']> = async (_parent, _args, { viewer, loaders }) => {
  if (viewer.kind === 'anonymous') return null;
  const row = await loaders.accounts.load(viewer.userId);
  return row && toAccount(row);
};
