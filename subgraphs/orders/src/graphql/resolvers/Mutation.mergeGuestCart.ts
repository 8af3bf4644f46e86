import { anonymous, AppError } from '@quartet/service-kit';
import { cartOwnerOf } from '../../cart/cart-owner.ts';
import { mergeGuestCart as merge } from '../../cart/cart.service.ts';
import { toCartResult } from '../cart-result.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const mergeGuestCart: NonNullable<MutationResolvers['mergeGuestCart']> = async (_parent, { token }, context) => {
  const { redis, viewer } = context;
  if (viewer.kind !== 'user') throw new AppError('UNAUTHENTICATED', 'Sign in first: a guest has one cart only');
  return toCartResult(context, await merge(redis, viewer.userId, cartOwnerOf(anonymous, token)));
};
