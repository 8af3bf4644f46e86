import { issueOf, unitPriceOf } from '../../cart/cart.ts';
import { money } from '../money.ts';
import type { CartLineResolvers } from '../types.generated.ts';

// None of them waits for anything: a promise for each field of each line is what a long cart would mostly cost.
export const CartLine: CartLineResolvers = {
  id: (line) => line.sku,
  sku: (line) => line.sku,
  variant: (line) => ({ sku: line.sku }),
  quantity: (line) => line.quantity,
  unitPrice: ({ currency, offer }) => {
    const price = unitPriceOf(currency, offer);
    return price === null ? null : money(price, currency);
  },
  lineTotal: ({ currency, offer, quantity }) => {
    const price = unitPriceOf(currency, offer);
    return price === null ? null : money(price * quantity, currency);
  },
  issue: (line) => issueOf(line, line.currency, line.offer),
};
