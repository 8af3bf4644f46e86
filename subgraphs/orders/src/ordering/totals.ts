export interface PricedLine {
  quantity: number;
  /** Minor units. */
  unitPrice: number;
}

export interface Totals {
  subtotal: number;
  discount: number;
  shipping: number;
  tax: number;
  total: number;
}

/**
 * Adds up an order, in minor units of its currency. Prices are what the customer pays: tax is inside them and is not shown
 * apart (0) until the checkout works it out by tax class and country; discounts come with promotions.
 */
export function totalsOf(lines: readonly PricedLine[], shipping: number): Totals {
  const subtotal = lines.reduce((sum, line) => sum + line.unitPrice * line.quantity, 0);
  return { subtotal, discount: 0, shipping, tax: 0, total: subtotal + shipping };
}
