import type { Connection } from '@quartet/service-kit';
import type { Cart, CartLine } from '../cart/cart.ts';
import type { AvailableStock } from '../inventory/stock.ts';
import type { Order, OrderEvent, OrderItem } from '../ordering/order.ts';

/** What resolvers return for a type of the schema. */
export type OrderMapper = Order;
/** An item with the currency of its order. */
export type OrderItemMapper = OrderItem & { currency: string };
export type OrderEventMapper = OrderEvent;
export type OrderConnectionMapper = Connection<Order>;
export type CartMapper = Cart;
/** A line with the currency of its cart. */
export type CartLineMapper = CartLine & { currency: string };
export type AvailabilityMapper = AvailableStock;
export interface VariantMapper {
  sku: string;
}
export interface UserMapper {
  id: string;
}
