import type { Redis } from '@quartet/service-kit';
import type { CartOwner } from '../cart/cart-owner.ts';
import { findCart } from '../cart/cart.service.ts';
import { findCustomer } from '../customers/customers.repository.ts';
import type { Db } from '../database.ts';
import type { Incomplete, Priced } from '../pricing/price-order.ts';
import { parseQuote, type QuoteInput } from './checkout.input.ts';
import { priceCart } from './price-cart.service.ts';

export type QuoteOutcome =
  | { kind: 'quote'; price: Priced | Incomplete; cartVersion: number }
  | { kind: 'cart_not_found' }
  | { kind: 'empty_cart' }
  | { kind: 'item_unavailable'; skus: string[] }
  | { kind: 'promotion_invalid'; code: string; message: string }
  | { kind: 'invalid_shipping'; field: string; message: string };

/** What the owner's cart costs with what was chosen so far. */
export async function quoteCheckout(
  { db, redis }: { db: Db; redis: Redis },
  owner: CartOwner | null,
  input: QuoteInput,
): Promise<QuoteOutcome> {
  const request = parseQuote(input);
  if ('kind' in request) return request;
  if (owner === null) return { kind: 'cart_not_found' };
  const [cart, customer] = await Promise.all([findCart(redis, owner), customerOf(db, owner)]);
  if (cart === null) return { kind: 'cart_not_found' };
  if (cart.lines.length === 0) return { kind: 'empty_cart' };
  const pricing = await priceCart(db, cart, { request, customer });
  return pricing.kind === 'price' ? { kind: 'quote', price: pricing.price, cartVersion: cart.version } : pricing;
}

/** Whose uses of a promotion count. A guest's address is not asked for before the checkout. */
async function customerOf(db: Db, owner: CartOwner): Promise<{ userId: string | null; email: string | null }> {
  if (owner.kind === 'guest') return { userId: null, email: null };
  const { userId } = owner;
  const found = await findCustomer(db, userId);
  return { userId, email: found === null || found.status === 'DELETED' ? null : found.email };
}
