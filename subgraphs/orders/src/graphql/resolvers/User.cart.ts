import { userId } from '@quartet/service-kit';
import { findCart } from '../../cart/cart.service.ts';
import type { UserResolvers } from '../types.generated.ts';

export const cart: UserResolvers['cart'] = (user, _args, { viewer, redis }) => {
  const isOwn = viewer.kind === 'user' && viewer.userId === userId(user.id);
  return isOwn ? findCart(redis, { kind: 'user', userId: viewer.userId }) : null;
};
