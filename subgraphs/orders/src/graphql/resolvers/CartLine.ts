import { issueOf, unitPriceOf } from '../../cart/cart.ts';
import { money } from '../money.ts';
import type { CartLineResolvers } from '../types.generated.ts';

export const CartLine: CartLineResolvers = {
  id: (line) => line.sku,
  sku: (line) => line.sku,
  variant: (line) => ({ sku: line.sku }),
  quantity: (line) => line.quantity,
  unitPrice: async (line, _args, { loaders }) => {
    const price = unitPriceOf(line.currency, await loaders.offer(line.cartId).load(line.sku));
    return price === null ? null : money(price, line.currency);
  },
  lineTotal: async (line, _args, { loaders }) => {
    const price = unitPriceOf(line.currency, await loaders.offer(line.cartId).load(line.sku));
    return price === null ? null : money(price * line.quantity, line.currency);
  },
  issue: async (line, _args, { loaders }) =>
    issueOf(line, line.currency, await loaders.offer(line.cartId).load(line.sku)),
};
