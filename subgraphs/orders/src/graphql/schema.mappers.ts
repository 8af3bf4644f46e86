import type { Connection } from '@quartet/service-kit';
import type { OrderEventRow, OrderItemRow, OrderRow } from '../ordering/orders.repository.ts';
import type { AvailableStock } from '../inventory/inventory.repository.ts';

import type { Cart, CartLine } from '../cart/cart.ts';

/** What the resolvers hand on for a type of the schema. */
export type OrderMapper = OrderRow;
/** An item knows the currency of its order. */
export type OrderItemMapper = OrderItemRow & { currency: string };
export type OrderEventMapper = OrderEventRow;
export type OrderConnectionMapper = Connection<OrderRow>;
export type AvailabilityMapper = AvailableStock;
export type CartMapper = Cart;
/** A line knows the currency of its cart. */
export type CartLineMapper = CartLine & { currency: string };
export interface VariantMapper {
  sku: string;
}
export interface UserMapper {
  id: string;
}
