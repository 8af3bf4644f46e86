import { randomInt } from 'node:crypto';
import { CART_LIMITS } from '@quartet/schema/limits';
import type { Redis } from '@quartet/service-kit';
import type { Cart, CartLine, PieceChange } from './cart.ts';
import { type CartOwner, type CartRef, cartIdOf, cartKeyOf, cartKeyOfRef } from './cart-owner.ts';
import { ABSORB, CLAIM, FORGET, PUT, READ, RELEASE, REMOVE, TAKE } from './cart-scripts.ts';

const DAY_MS = 86_400_000;
/** After its last use. */
export const CART_LIFE_MS = 30 * DAY_MS;
/** A cart that is only read lives on as well; its life is written at most once a day. */
const RENEWED_BELOW_MS = CART_LIFE_MS - DAY_MS;
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

/** `changes`: of its lines, by this call. */
export type CartAnswer = { kind: 'cart'; cart: Cart; changes: PieceChange[] } | CartRefusal;

/** The cart, or null where there is none (any more). */
export async function readCart(redis: Redis, owner: CartOwner): Promise<Cart | null> {
  const answer = await run(redis, owner, READ, [CART_LIFE_MS, RENEWED_BELOW_MS]);
  return answer.kind === 'cart' ? answer.cart : null;
}

/** Carts of users by the user's id, as they are now: one round trip. Their life does not change. */
export async function readCartsOfUsers(redis: Redis, userIds: readonly string[]): Promise<Map<string, Cart>> {
  const pipeline = redis.pipeline();
  const owners = userIds.map((userId): CartOwner => ({ kind: 'user', userId }));
  // The life is read behind the hash: a change between the two makes a cart look younger, never older.
  for (const owner of owners) pipeline.hgetall(cartKeyOf(owner)).pttl(cartKeyOf(owner));
  const answers = (await pipeline.exec()) ?? [];
  for (const [error] of answers) if (error) throw error;
  const carts = owners.map((owner, at) => {
    const hash = Object.entries(answers[2 * at]?.[1] as Record<string, string>).flat();
    return cartOf(owner, hash, Number(answers[2 * at + 1]?.[1]));
  });
  return new Map(carts.map((cart) => [cart.id, cart]));
}

/** When the cart was changed last, or its life was renewed by a reader, in ms; null: it does not exist. */
export const lastUseOf = ({ expiresAt }: Cart): number | null =>
  expiresAt === null ? null : expiresAt.getTime() - CART_LIFE_MS;

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
    CART_LIFE_MS,
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
  return run(redis, owner, REMOVE, [CART_LIFE_MS, mustExist, sku ?? '']);
}

/** Reserves a guest's cart for the user who merges it. `merged`: that user has taken it in before. */
export async function claimCart(
  redis: Redis,
  guest: CartOwner,
  userId: string,
): Promise<{ kind: 'claimed'; cart: Cart } | { kind: 'merged' } | { kind: 'not_found' }> {
  const { word, hash, life } = await evaluate(redis, guest, CLAIM, [userId]);
  if (word === 'claimed' && hash !== undefined) return { kind: 'claimed', cart: cartOf(guest, hash, life) };
  return word === 'merged' ? { kind: 'merged' } : { kind: 'not_found' };
}

/** Adds the lines of a guest's cart to the user's, once, however often it is called. */
export async function absorbCart(redis: Redis, owner: CartOwner, guest: Cart): Promise<CartAnswer> {
  const lines = guest.lines.flatMap(({ sku, quantity, seenPrice }) => [sku, quantity, seenPrice]);
  const limits = [CART_LIMITS.quantity, CART_LIMITS.lines, MERGES_REMEMBERED];
  const first = randomInt(1, FIRST_VERSIONS);
  return run(redis, owner, ABSORB, [CART_LIFE_MS, first, guest.id, guest.currency ?? '', ...limits, ...lines]);
}

/** Leaves of a claimed guest cart only who took it. */
export async function forgetClaimed(redis: Redis, guest: CartOwner, userId: string): Promise<void> {
  await redis.eval(FORGET, 1, cartKeyOf(guest), CART_LIFE_MS, userId);
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
  const args = [CART_LIFE_MS, order.id, ORDERS_REMEMBERED, ...lines];
  const [word, userId] = (await redis.eval(TAKE, 1, cartKeyOfRef(cart), ...args)) as [string, string?];
  if (word === 'merged' && userId !== undefined) return takeOrdered(redis, { kind: 'user', id: userId }, order);
  return word !== 'claimed';
}

type Answer = [word: string, hash?: string[] | string | number, life?: number, before?: (string | number)[]];

async function evaluate(
  redis: Redis,
  owner: CartOwner,
  script: string,
  args: readonly (string | number)[],
): Promise<{ word: string; hash?: string[]; life: number; before: readonly (string | number)[]; detail?: string }> {
  const [word, hash, life = 0, before = []] = (await redis.eval(script, 1, cartKeyOf(owner), ...args)) as Answer;
  if (Array.isArray(hash)) return { word, hash, life, before };
  return { word, life: 0, before, ...(hash !== undefined && { detail: String(hash) }) };
}

async function run(
  redis: Redis,
  owner: CartOwner,
  script: string,
  args: readonly (string | number)[],
): Promise<CartAnswer> {
  const { word, hash = [], life, before, detail = '' } = await evaluate(redis, owner, script, args);
  switch (word) {
    case 'cart': {
      const cart = cartOf(owner, hash, life);
      return { kind: 'cart', cart, changes: changesOf(cart, hash, before) };
    }
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

/** What became of lines. An emptied cart still has the currency of its lines, in the hash alone. */
function changesOf(cart: Cart, hash: readonly string[], before: readonly (string | number)[]): PieceChange[] {
  const at = hash.findIndex((field, place) => place % 2 === 0 && field === 'currency');
  const currency = at === -1 ? undefined : hash[at + 1];
  if (currency === undefined || before.length === 0) return [];
  const now = new Map(cart.lines.map((line) => [line.sku, line.quantity]));
  const changes: PieceChange[] = [];
  for (let place = 0; place + 1 < before.length; place += 2) {
    const sku = String(before[place]);
    const pieces = (now.get(sku) ?? 0) - Number(before[place + 1]);
    if (pieces !== 0) changes.push({ sku, pieces, currency });
  }
  return changes;
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
