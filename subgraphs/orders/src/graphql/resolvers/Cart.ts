import { fieldsIn } from '@quartet/service-kit';
import type { GraphQLResolveInfo } from 'graphql';
import { itemCountOf, subtotalOf } from '../../cart/cart.ts';
import { money } from '../money.ts';
import type { CartResolvers } from '../types.generated.ts';

/** What a line knows without the catalog and the stock. */
const OF_THE_CART_ALONE = new Set(['__typename', 'id', 'sku', 'variant', 'quantity']);

export const Cart: CartResolvers = {
  id: (cart) => cart.id,
  guestToken: (cart) => cart.guestToken,
  lines: async (cart, _args, { loaders }, info) => {
    const { lines, currency } = cart;
    if (currency === null) return [];
    const offers = needsOffers(info) ? await loaders.offersOf(cart) : null;
    return lines.map((line) => ({ ...line, currency, offer: offers?.get(line.sku) ?? null }));
  },
  subtotal: async (cart, _args, { loaders }) => {
    if (cart.currency === null) return null;
    const offers = await loaders.offersOf(cart);
    const ofLines = cart.lines.map(({ sku }) => offers.get(sku) ?? null);
    return money(subtotalOf(cart, ofLines), cart.currency);
  },
  itemCount: itemCountOf,
  version: (cart) => cart.version,
  expiresAt: (cart) => cart.expiresAt,
};

function needsOffers({ fieldNodes, fragments }: GraphQLResolveInfo): boolean {
  const sets = fieldNodes.map((node) => node.selectionSet);
  return [...fieldsIn(sets, fragments)].some((field) => !OF_THE_CART_ALONE.has(field.name.value));
}
