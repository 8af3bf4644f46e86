import type { Redis } from '@quartet/service-kit';
import type { CartOwner } from '../cart/cart-owner.ts';
import { findCart } from '../cart/cart.service.ts';
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
  const cart = owner && (await findCart(redis, owner));
  if (owner === null || cart === null) return { kind: 'cart_not_found' };
  if (cart.lines.length === 0) return { kind: 'empty_cart' };
  const customer = { userId: owner.kind === 'user' ? owner.userId : null, email: null };
  const pricing = await priceCart(db, cart, { request, customer });
  return pricing.kind === 'price' ? { kind: 'quote', price: pricing.price, cartVersion: cart.version } : pricing;
}
