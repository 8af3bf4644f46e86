import { cartOwnerOf } from '../../cart/cart-owner.ts';
import { setCartQuantity as change } from '../../cart/cart.service.ts';
import { toCartResult } from '../cart-result.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const setCartQuantity: NonNullable<MutationResolvers['setCartQuantity']> = async (_parent, args, context) => {
  const owner = cartOwnerOf(context.viewer, args.guestToken);
  return toCartResult(context, await change(context.db, context.redis, owner, args));
};
