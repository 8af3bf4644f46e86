import { newId, type Redis } from '@quartet/service-kit';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { type CartOwner, newGuest } from '../../src/cart/cart-owner.ts';
import {
  addToCart,
  clearCart,
  findCart,
  mergeGuestCart,
  removeFromCart,
  setCartQuantity,
} from '../../src/cart/cart.service.ts';
import type { Db } from '../../src/index.ts';
import { cartShop, sell } from './shop.ts';

const STOCK = 20;
const SKUS = 3;

let db: Db;
let redis: Redis;
let skus: string[];
beforeAll(async () => {
  ({ db, redis } = await cartShop());
  skus = await Promise.all(Array.from({ length: SKUS }, () => sell(db, { stock: STOCK })));
});

/** A cart as it should be: pieces by SKU. */
type Pieces = Map<string, number>;

const sku = fc.nat({ max: SKUS - 1 });
const quantity = fc.integer({ min: -1, max: STOCK + 2 });
const actor = fc.constantFrom<'user' | 'guest'>('user', 'guest');
const command = fc.oneof(
  fc.record({ does: fc.constant('add' as const), actor, sku, quantity }),
  fc.record({ does: fc.constant('set' as const), actor, sku, quantity }),
  fc.record({ does: fc.constant('remove' as const), actor, sku }),
  fc.record({ does: fc.constant('clear' as const), actor }),
  fc.record({ does: fc.constant('merge' as const) }),
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

/** What the command does to the plain carts. A guest's cart is null before its first line and after a merge. */
function expected(carts: { user: Pieces; guest: Pieces | null }, { ...step }: Command): void {
  if (step.does === 'merge') {
    for (const [name, pieces] of carts.guest ?? []) carts.user.set(name, (carts.user.get(name) ?? 0) + pieces);
    carts.guest = null;
    return;
  }
  const cart = carts[step.actor];
  if (step.does === 'clear') return cart?.clear();
  const name = skus[step.sku]!;
  if (step.does === 'remove' || (step.does === 'set' && step.quantity === 0)) return void cart?.delete(name);
  const have = cart?.get(name) ?? 0;
  const wanted = step.does === 'add' ? have + step.quantity : step.quantity;
  if (step.quantity < 1 || (wanted > have && wanted > STOCK)) return;
  if (cart) cart.set(name, wanted);
  else if (step.does === 'add') carts.guest = new Map([[name, wanted]]);
}

it('carts are what a plain model says, whatever is done to them', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 15 }), async (steps) => {
      const user: CartOwner = { kind: 'user', userId: newId() };
      let guest: CartOwner | null = null;
      const carts: { user: Pieces; guest: Pieces | null } = { user: new Map(), guest: null };
      let version = 0;
      for (const step of steps) {
        if (step.does === 'merge') {
          await mergeGuestCart(redis, user.userId, guest ?? newGuest());
          guest = null;
        } else {
          const owner: CartOwner | null = step.actor === 'user' ? user : guest;
          const outcome = await apply(owner, step);
          if (step.actor === 'guest' && outcome.kind === 'cart' && guest === null) {
            guest = { kind: 'guest', token: outcome.cart.guestToken! };
          }
        }
        expected(carts, step);
        const held = await findCart(redis, user);
        expect(new Map(held?.lines.map((line) => [line.sku, line.quantity]))).toEqual(carts.user);
        expect(held!.version).toBeGreaterThanOrEqual(version);
        version = held!.version;
        const guests = guest && (await findCart(redis, guest));
        expect(guests && new Map(guests.lines.map((line) => [line.sku, line.quantity]))).toEqual(carts.guest);
      }
    }),
    { numRuns: 40 },
  );
});

function apply(owner: CartOwner | null, step: Exclude<Command, { does: 'merge' }>) {
  switch (step.does) {
    case 'add':
      return addToCart(db, redis, owner, { sku: skus[step.sku]!, quantity: step.quantity });
    case 'set':
      return setCartQuantity(db, redis, owner, { sku: skus[step.sku]!, quantity: step.quantity });
    case 'remove':
      return removeFromCart(redis, owner, skus[step.sku]!);
    case 'clear':
      return clearCart(redis, owner);
  }
}
