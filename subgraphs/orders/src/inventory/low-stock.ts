/** What can be bought of a SKU, against the number from which on it counts as low; null: it never does. */
export interface StockAgainstThreshold {
  available: number;
  threshold: number | null;
}

export function isLow({ available, threshold }: StockAgainstThreshold): boolean {
  return threshold !== null && available <= threshold;
}

/**
 * Whether the stock crossed its threshold from above, by a fall of the stock or a rise of the threshold. Between two
 * crossings it has been above. The states of a SKU follow each other under the lock of its row, so that each crossing is
 * seen by one transaction and by no other.
 */
export function hasFallen(before: StockAgainstThreshold, after: StockAgainstThreshold): boolean {
  return !isLow(before) && isLow(after);
}
