import type { UserResolvers } from '../types.generated.ts';
import { cart } from './User.cart.ts';
import { orders } from './User.orders.ts';

export const User: UserResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  id: (user) => user.id,
  orders,
  cart,
};
