import type { OwnResolvers } from '../types.generated.ts';
import { Availability } from './Availability.ts';
import { Order } from './Order.ts';
import { OrderEvent } from './OrderEvent.ts';
import { OrderItem } from './OrderItem.ts';
import { order } from './Query.order.ts';
import { orderByNumber } from './Query.orderByNumber.ts';
import { orders } from './Query.orders.ts';
import { User } from './User.ts';
import { Variant } from './Variant.ts';

export const resolvers: OwnResolvers = {
  Query: { order, orderByNumber, orders },
  Order,
  OrderItem,
  OrderEvent,
  Availability,
  Variant,
  User,
};
