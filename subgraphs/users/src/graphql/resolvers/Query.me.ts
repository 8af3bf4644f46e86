import { toAccount } from '../../accounts/account.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const me: NonNullable<QueryResolvers['me']> = async (_parent, _args, { viewer, loaders }) => {
  if (viewer.kind === 'anonymous') return null;
  const stored = await loaders.accounts.load(viewer.userId);
  return stored && toAccount(stored);
};
