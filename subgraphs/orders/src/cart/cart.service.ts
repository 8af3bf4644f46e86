import { CART_LIMITS, PRODUCT_LIMITS } from '@quartet/schema/limits';
import { cleanText, type Redis } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { type Cart, checkQuantity, isSold, type PieceChange, type QuantityOutOfRange } from './cart.ts';
import { cartIdOf, type CartOwner, newGuest } from './cart-owner.ts';
import {
  absorbCart,
  type CartAnswer,
  claimCart,
  forgetClaimed,
  putLine,
  readCart,
  releaseClaimed,
  removeLines,
} from './cart.repository.ts';
import { findOffers } from './offers.repository.ts';

export type CartOutcome =
  | { kind: 'cart'; cart: Cart; changes: PieceChange[] }
  | { kind: 'not_found' }
  | { kind: 'unknown_sku'; sku: string }
  | QuantityOutOfRange
  | { kind: 'insufficient_stock'; sku: string; requested: number; available: number }
  | { kind: 'currency_mismatch'; cart: string; item: string };

/** The owner's cart. A user has one always, if an empty one; a guest's is null once it has expired. */
export async function findCart(redis: Redis, owner: CartOwner): Promise<Cart | null> {
  const cart = await readCart(redis, owner);
  if (cart !== null || owner.kind === 'guest') return cart;
  return { id: owner.userId, guestToken: null, version: 0, currency: null, lines: [], expiresAt: null };
}

/**
 * Adds pieces of a SKU. Without an owner a new guest's cart is made, whose token is in the answer. One PostgreSQL call for
 * price and stock, one of Redis for the change.
 */
export async function addToCart(
  db: Db,
  redis: Redis,
  owner: CartOwner | null,
  { sku, quantity }: { sku: string; quantity: number },
): Promise<CartOutcome> {
  const problem = checkQuantity(quantity, 1);
  if (problem) return problem;
  const fresh = owner === null;
  return put(db, redis, owner ?? newGuest(), { sku, quantity, mode: 'add', fresh });
}

/** Sets the quantity of a line; 0 takes it out. */
export async function setCartQuantity(
  db: Db,
  redis: Redis,
  owner: CartOwner | null,
  { sku, quantity }: { sku: string; quantity: number },
): Promise<CartOutcome> {
  const problem = checkQuantity(quantity, 0);
  if (problem) return problem;
  if (owner === null) return { kind: 'not_found' };
  if (quantity === 0) return removeFromCart(redis, owner, sku);
  return put(db, redis, owner, { sku, quantity, mode: 'set', fresh: false });
}

/** Takes a line out; a SKU that is not in the cart changes nothing. */
export async function removeFromCart(redis: Redis, owner: CartOwner | null, sku: string): Promise<CartOutcome> {
  if (owner === null) return { kind: 'not_found' };
  const wanted = readSku(sku);
  if (wanted === null) return { kind: 'unknown_sku', sku: shown(sku) };
  return outcomeOf(await removeLines(redis, owner, wanted), wanted);
}

export async function clearCart(redis: Redis, owner: CartOwner | null): Promise<CartOutcome> {
  return owner === null ? { kind: 'not_found' } : outcomeOf(await removeLines(redis, owner, null), '');
}

/**
 * Adds a guest's cart to the user's and forgets it. Three steps, each atomic and each harmless when it is repeated: the
 * guest's cart is claimed for this user, its lines are added once, and it is emptied. A process that dies between
 * them loses no line: the same call goes on. Another user's claim is not found.
 */
export async function mergeGuestCart(redis: Redis, userId: string, guest: CartOwner | null): Promise<CartOutcome> {
  const owner: CartOwner = { kind: 'user', userId };
  if (guest?.kind !== 'guest') return { kind: 'not_found' };
  const claim = await claimCart(redis, guest, userId);
  if (claim.kind === 'not_found') return claim;
  if (claim.kind === 'claimed') {
    const answer = await absorbCart(redis, owner, claim.cart);
    if (answer.kind !== 'cart') {
      await releaseClaimed(redis, guest, userId);
      return outcomeOf(answer, '', claim.cart.currency ?? '');
    }
    await forgetClaimed(redis, guest, userId);
    return answer;
  }
  const cart = await findCart(redis, owner);
  return cart === null ? { kind: 'not_found' } : { kind: 'cart', cart, changes: [] };
}

async function put(
  db: Db,
  redis: Redis,
  owner: CartOwner,
  { sku: given, quantity, mode, fresh }: { sku: string; quantity: number; mode: 'add' | 'set'; fresh: boolean },
): Promise<CartOutcome> {
  const sku = readSku(given);
  if (sku === null) return { kind: 'unknown_sku', sku: shown(given) };
  const offer = (await findOffers(db, [sku], cartIdOf(owner))).get(sku) ?? null;
  if (!isSold(offer)) return { kind: 'unknown_sku', sku };
  const { price, currency, available } = offer;
  const answer = await putLine(redis, owner, { sku, mode, quantity, price, currency, available, fresh });
  return outcomeOf(answer, sku, currency, available);
}

function outcomeOf(answer: CartAnswer, sku: string, item = '', available = 0): CartOutcome {
  switch (answer.kind) {
    case 'cart':
    case 'not_found':
      return answer;
    case 'quantity_out_of_range':
      return { kind: 'quantity_out_of_range', subject: 'quantity', min: 1, max: CART_LIMITS.quantity };
    case 'too_many_lines':
      return { kind: 'quantity_out_of_range', subject: 'lines', min: 0, max: CART_LIMITS.lines };
    case 'currency_mismatch':
      return { kind: 'currency_mismatch', cart: answer.cart, item };
    case 'insufficient_stock':
      return { kind: 'insufficient_stock', sku, requested: answer.requested, available };
  }
}

/** The SKU in the form in which the catalog keeps it; null where no product can have it. */
function readSku(sku: string): string | null {
  const canonical = cleanText(sku).text;
  return canonical === '' || canonical.length > PRODUCT_LIMITS.sku ? null : canonical;
}

const shown = (sku: string): string => sku.slice(0, PRODUCT_LIMITS.sku).toWellFormed();
