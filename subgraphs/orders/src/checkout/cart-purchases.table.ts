import type { Generated } from 'kysely';

/** The versions of carts that were bought, by orders that are not cancelled. */
export interface CartPurchaseTable {
  cart_id: string;
  cart_version: number;
  order_id: string;
  placed_at: Generated<Date>;
}
