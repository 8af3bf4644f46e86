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

/** The same with the product that the SKU belongs to; null: the catalog has not published it. */
export type ProductStock = StockLevel & { productId: string | null };

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
