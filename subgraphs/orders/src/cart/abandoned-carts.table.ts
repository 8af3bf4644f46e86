import type { Generated } from 'kysely';

/** The versions of carts that were told of as abandoned. */
export interface AbandonedCartTable {
  user_id: string;
  cart_version: number;
  told_at: Generated<Date>;
  seen_at: Generated<Date>;
}
