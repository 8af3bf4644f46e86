import type { Generated, GeneratedAlways, Selectable } from 'kysely';

/** Always true: on_hand = Σ stock_movements.delta, reserved = Σ open reservations, 0 ≤ reserved ≤ on_hand. */
export interface InventoryTable {
  sku: string;
  on_hand: number;
  reserved: Generated<number>;
  version: Generated<number>;
  updated_at: Generated<Date>;
}

export type ReservationState = 'OPEN' | 'COMMITTED' | 'RELEASED';

export interface ReservationTable {
  order_id: string;
  sku: string;
  quantity: number;
  /** null: does not expire */
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
  /** Unique per kind: the same delivery, booked twice, counts once. */
  reference: string;
  reason: string | null;
  at: Generated<Date>;
}

/** The stock of a SKU after a change of it. */
export type StockRow = Pick<Selectable<InventoryTable>, 'sku' | 'on_hand' | 'reserved' | 'version'>;

/** The same with the product whose SKU it is; null: the catalog has not told. */
export type StockLevel = StockRow & { product_id: string | null };
