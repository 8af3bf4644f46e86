import type { Resolvers } from '../types.generated.ts';
import { Availability } from './Availability.ts';
import { Order } from './Order.ts';
import { OrderEvent } from './OrderEvent.ts';
import { OrderItem } from './OrderItem.ts';
import { order } from './Query.order.ts';
import { User } from './User.ts';
import { Variant } from './Variant.ts';

/** service-kit brings these. */
type Scalar = 'CountryCode' | 'Currency' | 'DateTime' | 'EmailAddress' | 'PhoneNumber' | 'SafeInt' | 'URL';
/** Handed on as they are: their parents' resolvers return every field of them. */
type Plain = 'Money' | 'OrderConnection' | 'OrderEdge' | 'PageInfo' | 'ShippingAddress' | 'ShippingMethod';

export const resolvers: Omit<Resolvers, Scalar | Plain> = {
  Query: { order },
  Order,
  OrderItem,
  OrderEvent,
  Availability,
  Variant,
  User,
};
