import type { MovementKind } from './inventory.table.ts';

/** A quantity of a SKU that an order asks for. */
export interface StockRequest {
  sku: string;
  quantity: number;
}

export interface StockShortage {
  sku: string;
  requested: number;
  available: number;
}

/** The stock of a SKU after a change of it. */
export interface StockLevel {
  sku: string;
  onHand: number;
  reserved: number;
  version: number;
}

/** A change of a SKU's stock, as it stands after it. */
export interface StockChange extends StockLevel {
  /** By how much more can be bought; negative: less. */
  rise: number;
  /** From which number on it counts as low: its own, else the shop's; null: none. */
  threshold: number | null;
}

/** The same with the product that the SKU belongs to; null: the catalog has not published it. */
export type ProductStock = StockLevel & { productId: string | null };

/** A change with the product of its SKU. */
export type ProductStockChange = StockChange & Pick<ProductStock, 'productId'>;

/** The stock of a SKU, as staff see it. */
export interface StockRecord extends StockLevel {
  /** Sold, and not shipped yet. */
  allocated: number;
  /** The SKU's own; null: the shop's default holds. */
  lowStockThreshold: number | null;
}

/** One entry of the ledger. */
export interface StockMovement {
  id: number;
  sku: string;
  at: Date;
  kind: MovementKind;
  delta: number;
  reason: string | null;
  orderId: string | null;
  actor: string | null;
}

export interface AvailableStock {
  sku: string;
  /** Units that an order could reserve now: expired reservations count as free, since reserving releases them. */
  available: number;
}

/** Goods that arrived. */
export interface StockReceipt {
  sku: string;
  quantity: number;
  reference: string;
  reason: string | null;
}

/** Changes of one transaction, in their order, as one for each SKU: what lay between them was never to be seen. */
export function joinChanges(changes: readonly StockChange[]): StockChange[] {
  const joined = new Map<string, StockChange>();
  for (const change of changes) {
    const earlier = joined.get(change.sku)?.rise ?? 0;
    joined.set(change.sku, { ...change, rise: earlier + change.rise });
  }
  return [...joined.values()];
}
