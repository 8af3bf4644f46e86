import type { Connection } from '@quartet/service-kit';
import type { Cart, CartLine, Offer } from '../cart/cart.ts';
import type { AvailableStock, StockMovement, StockRecord } from '../inventory/stock.ts';
import type { Order, OrderEvent, OrderItem } from '../ordering/order.ts';
import type { SavedPromotion } from '../promotions/promotions.repository.ts';
import type { SavedTaxRate } from '../tax-rates/tax-rates.repository.ts';
import type { PaymentSummary } from '../payments/payment.ts';

/** What resolvers return for a type of the schema. */
export type OrderMapper = Order;
/** An item with the currency of its order. */
export type OrderItemMapper = OrderItem & { currency: string };
export type OrderEventMapper = OrderEvent;
export type PaymentMapper = PaymentSummary;
export type OrderConnectionMapper = Connection<Order>;
export type CartMapper = Cart;
/** A line with the currency of its cart, and what can be bought of its SKU. */
export type CartLineMapper = CartLine & { currency: string; offer: Offer | null };
export type AvailabilityMapper = AvailableStock;
export type StockLevelMapper = StockRecord;
export type StockConnectionMapper = Connection<StockRecord>;
export type StockMovementMapper = StockMovement;
export type MovementConnectionMapper = Connection<StockMovement>;
export type PromotionMapper = SavedPromotion;
export type PromotionConnectionMapper = Connection<SavedPromotion>;
export type TaxRateConnectionMapper = Connection<SavedTaxRate>;
export interface VariantMapper {
  sku: string;
  /** Sent by the router for fields that require it. */
  weightGrams?: number | null | undefined;
}
export interface UserMapper {
  id: string;
}
