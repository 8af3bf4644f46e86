import { cartOwnerOf } from '../../cart/cart-owner.ts';
import { removeFromCart as change } from '../../cart/cart.service.ts';
import { toCartResult } from '../cart-result.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const removeFromCart: NonNullable<MutationResolvers['removeFromCart']> = async (_parent, args, context) => {
  const owner = cartOwnerOf(context.viewer, args.guestToken);
  return toCartResult(context, await change(context.redis, owner, args.sku));
};
