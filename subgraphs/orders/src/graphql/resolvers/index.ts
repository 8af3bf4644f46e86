import type { OwnResolvers } from '../types.generated.ts';
import { Availability } from './Availability.ts';
import { Order } from './Order.ts';
import { OrderEvent } from './OrderEvent.ts';
import { OrderItem } from './OrderItem.ts';
import { Cart } from './Cart.ts';
import { CartLine } from './CartLine.ts';
import { addToCart } from './Mutation.addToCart.ts';
import { clearCart } from './Mutation.clearCart.ts';
import { mergeGuestCart } from './Mutation.mergeGuestCart.ts';
import { removeFromCart } from './Mutation.removeFromCart.ts';
import { setCartQuantity } from './Mutation.setCartQuantity.ts';
import { cart } from './Query.cart.ts';
import { order } from './Query.order.ts';
import { orderByNumber } from './Query.orderByNumber.ts';
import { orders } from './Query.orders.ts';
import { User } from './User.ts';
import { Variant } from './Variant.ts';

export const resolvers: OwnResolvers = {
  Query: { cart, order, orderByNumber, orders },
  Mutation: { addToCart, setCartQuantity, removeFromCart, clearCart, mergeGuestCart },
  Cart,
  CartLine,
  Order,
  OrderItem,
  OrderEvent,
  Availability,
  Variant,
  User,
};
