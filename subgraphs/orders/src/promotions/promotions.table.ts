import type { Generated } from 'kysely';

/** Exactly one of basis_points, amount and free_shipping. */
export interface PromotionTable {
  /** In capitals. */
  code: string;
  basis_points: number | null;
  amount: number | null;
  currency: string | null;
  free_shipping: boolean;
  starts_at: Date | null;
  ends_at: Date | null;
  max_uses: number | null;
  max_uses_per_customer: number | null;
  minimum_amount: number | null;
  minimum_currency: string | null;
  /** Raised and lowered only together with a row of promotion_uses. */
  used: Generated<number>;
  active: boolean;
  version: Generated<number>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

/** One per order; deleted where the order is given up. */
export interface PromotionUseTable {
  order_id: string;
  code: string;
  user_id: string | null;
  /** SHA-256 of the normalised e-mail address. */
  address_hash: string;
  used_at: Generated<Date>;
}
