import type { Generated, GeneratedAlways } from 'kysely';

/** Invariants: on_hand = Σ stock_movements.delta, reserved = Σ open reservations, 0 ≤ reserved ≤ on_hand. */
export interface InventoryTable {
  sku: string;
  on_hand: number;
  reserved: Generated<number>;
  version: Generated<number>;
  /** From which number of available pieces on it counts as low; null: the shop's default holds. */
  low_threshold: Generated<number | null>;
  updated_at: Generated<Date>;
}

export type ReservationState = 'OPEN' | 'COMMITTED' | 'RELEASED';

export interface ReservationTable {
  order_id: string;
  sku: string;
  quantity: number;
  /** Null: does not expire. */
  expires_at: Date | null;
  state: Generated<ReservationState>;
  created_at: Generated<Date>;
}

export type MovementKind = 'RECEIVED' | 'ADJUSTED' | 'SOLD' | 'RETURNED';

/** The ledger: rows are added and never changed. */
export interface StockMovementTable {
  id: GeneratedAlways<number>;
  sku: string;
  kind: MovementKind;
  delta: number;
  /** Unique per kind, so that the same delivery, booked twice, counts once. */
  reference: string;
  reason: string | null;
  /** The person who booked it; null: an order or an import did. */
  actor: Generated<string | null>;
  at: Generated<Date>;
}
