import { randomInt } from 'node:crypto';
import { CART_LIMITS } from '@quartet/schema/limits';
import type { Redis } from '@quartet/service-kit';
import type { Cart, CartLine } from './cart.ts';
import { type CartOwner, type CartRef, cartIdOf, cartKeyOf, cartKeyOfRef } from './cart-owner.ts';
import { ABSORB, CLAIM, FORGET, PUT, READ, RELEASE, REMOVE, TAKE } from './cart-scripts.ts';

const DAY_MS = 86_400_000;
const LIFE_MS = 30 * DAY_MS;
/** A cart that is only read lives on as well; its life is written at most once a day. */
const RENEWED_BELOW_MS = LIFE_MS - DAY_MS;
/** A merge may be sent again while its guest cart is still there; of older ones the guest cart itself knows. */
const MERGES_REMEMBERED = 20;
/**
 * A new cart begins at a random version: one that was lost with its Redis and is made again must not come to the same
 * number with other lines. Far below the greatest Int, as it grows from there.
 */
const FIRST_VERSIONS = 2 ** 30;

export type CartRefusal =
  | { kind: 'not_found' }
  | { kind: 'currency_mismatch'; cart: string }
  | { kind: 'quantity_out_of_range' }
  | { kind: 'too_many_lines' }
  | { kind: 'insufficient_stock'; requested: number };

export type CartAnswer = { kind: 'cart'; cart: Cart } | CartRefusal;

/** The cart, or null where there is none (any more). */
export async function readCart(redis: Redis, owner: CartOwner): Promise<Cart | null> {
  const answer = await run(redis, owner, READ, [LIFE_MS, RENEWED_BELOW_MS]);
  return answer.kind === 'cart' ? answer.cart : null;
}

export interface LineChange {
  sku: string;
  mode: 'add' | 'set';
  /** 1 or more. */
  quantity: number;
  /** Minor units. */
  price: number;
  currency: string;
  /** A line may grow up to this; one that is above it already may stay or shrink. */
  available: number;
}

/** Adds to a line or sets it, in one step. A guest's cart has to be there, unless it is `fresh`. */
export async function putLine(
  redis: Redis,
  owner: CartOwner,
  { sku, mode, quantity, price, currency, available, fresh = false }: LineChange & { fresh?: boolean },
): Promise<CartAnswer> {
  const mustExist = owner.kind === 'guest' && !fresh ? '1' : '0';
  const line = [sku, mode, quantity, price, currency, available];
  return run(redis, owner, PUT, [
    LIFE_MS,
    randomInt(1, FIRST_VERSIONS),
    mustExist,
    ...line,
    CART_LIMITS.quantity,
    CART_LIMITS.lines,
  ]);
}

/** Takes a line out, or all of them where no SKU is named. */
export async function removeLines(redis: Redis, owner: CartOwner, sku: string | null): Promise<CartAnswer> {
  const mustExist = owner.kind === 'guest' ? '1' : '0';
  return run(redis, owner, REMOVE, [LIFE_MS, mustExist, sku ?? '']);
}

/** Reserves a guest's cart for the user who merges it. `merged`: that user has taken it in before. */
export async function claimCart(
  redis: Redis,
  guest: CartOwner,
  userId: string,
): Promise<{ kind: 'claimed'; cart: Cart } | { kind: 'merged' } | { kind: 'not_found' }> {
  const [word, hash, life] = await evaluate(redis, guest, CLAIM, [userId]);
  if (word === 'claimed' && hash !== undefined) return { kind: 'claimed', cart: cartOf(guest, hash, life) };
  return word === 'merged' ? { kind: 'merged' } : { kind: 'not_found' };
}

/** Adds the lines of a guest's cart to the user's, once, however often it is called. */
export async function absorbCart(redis: Redis, owner: CartOwner, guest: Cart): Promise<CartAnswer> {
  const lines = guest.lines.flatMap(({ sku, quantity, seenPrice }) => [sku, quantity, seenPrice]);
  const limits = [CART_LIMITS.quantity, CART_LIMITS.lines, MERGES_REMEMBERED];
  const first = randomInt(1, FIRST_VERSIONS);
  return run(redis, owner, ABSORB, [LIFE_MS, first, guest.id, guest.currency ?? '', ...limits, ...lines]);
}

/** Leaves of a claimed guest cart only who took it. */
export async function forgetClaimed(redis: Redis, guest: CartOwner, userId: string): Promise<void> {
  await redis.eval(FORGET, 1, cartKeyOf(guest), LIFE_MS, userId);
}

/** Gives a claimed cart back to its guest. */
export async function releaseClaimed(redis: Redis, guest: CartOwner, userId: string): Promise<void> {
  await redis.eval(RELEASE, 1, cartKeyOf(guest), userId);
}

/** An order takes its lines once, however often it is asked; of older orders nobody asks any more. */
const ORDERS_REMEMBERED = 20;

/**
 * Takes what an order bought out of its cart, also where that was merged into a user's meanwhile. False while it is just
 * being merged.
 */
export async function takeOrdered(
  redis: Redis,
  cart: CartRef,
  order: { id: string; lines: readonly { sku: string; quantity: number }[] },
): Promise<boolean> {
  const lines = order.lines.flatMap(({ sku, quantity }) => [sku, quantity]);
  const args = [LIFE_MS, order.id, ORDERS_REMEMBERED, ...lines];
  const [word, userId] = (await redis.eval(TAKE, 1, cartKeyOfRef(cart), ...args)) as [string, string?];
  if (word === 'merged' && userId !== undefined) return takeOrdered(redis, { kind: 'user', id: userId }, order);
  return word !== 'claimed';
}

type Answer = [word: string, hash?: string[] | string | number, life?: number];

async function evaluate(
  redis: Redis,
  owner: CartOwner,
  script: string,
  args: readonly (string | number)[],
): Promise<[word: string, hash: string[] | undefined, life: number, detail: string | undefined]> {
  const [word, hash, life] = (await redis.eval(script, 1, cartKeyOf(owner), ...args)) as Answer;
  return Array.isArray(hash)
    ? [word, hash, Number(life ?? 0), undefined]
    : [word, undefined, 0, hash === undefined ? undefined : String(hash)];
}

async function run(
  redis: Redis,
  owner: CartOwner,
  script: string,
  args: readonly (string | number)[],
): Promise<CartAnswer> {
  const [word, hash, life, detail = ''] = await evaluate(redis, owner, script, args);
  switch (word) {
    case 'cart':
      return { kind: 'cart', cart: cartOf(owner, hash ?? [], life) };
    case 'currency_mismatch':
      return { kind: 'currency_mismatch', cart: detail };
    case 'insufficient_stock':
      return { kind: 'insufficient_stock', requested: Number(detail) };
    case 'quantity_out_of_range':
    case 'too_many_lines':
      return { kind: word };
    default:
      return { kind: 'not_found' };
  }
}

/** The cart that a hash holds; an empty hash is a cart into which nothing was ever put. */
function cartOf(owner: CartOwner, hash: readonly string[], life: number): Cart {
  const fields = new Map<string, string>();
  for (let at = 0; at + 1 < hash.length; at += 2) fields.set(hash[at] ?? '', hash[at + 1] ?? '');
  const placed: { place: number; line: CartLine }[] = [];
  for (const [field, value] of fields) {
    if (!field.startsWith('l:')) continue;
    const [quantity = 0, seenPrice = 0, place = 0] = value.split('|').map(Number);
    placed.push({ place, line: { sku: field.slice(2), quantity, seenPrice } });
  }
  placed.sort((a, b) => a.place - b.place || (a.line.sku < b.line.sku ? -1 : 1));
  return {
    id: cartIdOf(owner),
    guestToken: owner.kind === 'guest' ? owner.token : null,
    version: Number(fields.get('version') ?? 0),
    currency: placed.length === 0 ? null : (fields.get('currency') ?? null),
    lines: placed.map(({ line }) => line),
    expiresAt: life > 0 ? new Date(Date.now() + life) : null,
  };
}
