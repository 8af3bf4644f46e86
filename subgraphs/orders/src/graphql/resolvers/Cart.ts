import { itemCountOf, subtotalOf } from '../../cart/cart.ts';
import { money } from '../money.ts';
import type { CartResolvers } from '../types.generated.ts';

export const Cart: CartResolvers = {
  id: (cart) => cart.id,
  guestToken: (cart) => cart.guestToken,
  lines: ({ id, lines, currency }) =>
    currency === null ? [] : lines.map((line) => ({ ...line, cartId: id, currency })),
  subtotal: async (cart, _args, { loaders }) => {
    if (cart.currency === null) return null;
    const offers = await Promise.all(cart.lines.map(({ sku }) => loaders.offer(cart.id).load(sku)));
    return money(subtotalOf(cart, offers), cart.currency);
  },
  itemCount: itemCountOf,
  version: (cart) => cart.version,
  expiresAt: (cart) => cart.expiresAt,
};
