import { AppError } from '@quartet/service-kit';
import { claimOrder as claim } from '../../ordering/claim-order.service.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const claimOrder: NonNullable<MutationResolvers['claimOrder']> = async (_parent, { number }, context) => {
  const { viewer, sessions, db } = context;
  if (viewer.kind === 'anonymous') throw new AppError('UNAUTHENTICATED', 'Log in first');
  await sessions.require(viewer);
  const result = await claim(db, viewer.userId, number);
  if (result.kind === 'claimed') return { __typename: 'Order', ...result.order };
  return { __typename: 'OrderNotFound', message: 'No order with this number has the address of your account', number };
};
