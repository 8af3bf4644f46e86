import { cartOwnerOf } from '../../cart/cart-owner.ts';
import { addToCart as add } from '../../cart/cart.service.ts';
import { toCartResult } from '../cart-result.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const addToCart: NonNullable<MutationResolvers['addToCart']> = async (_parent, args, context) => {
  const { db, redis, viewer } = context;
  const owner = cartOwnerOf(viewer, args.guestToken);
  // A token that is none of ours must not become a new cart in silence.
  if (owner === null && typeof args.guestToken === 'string') return toCartResult(context, { kind: 'not_found' });
  return toCartResult(context, await add(db, redis, owner, args));
};
