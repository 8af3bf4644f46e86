import { cartOwnerOf } from '../../cart/cart-owner.ts';
import { findCart } from '../../cart/cart.service.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const cart: NonNullable<QueryResolvers['cart']> = (_query, { guestToken }, { viewer, redis }) => {
  const owner = cartOwnerOf(viewer, guestToken);
  return owner === null ? null : findCart(redis, owner);
};
