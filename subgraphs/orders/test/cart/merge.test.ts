import { anonymous, type Redis } from '@quartet/service-kit';
import { beforeAll, expect, it } from 'vitest';
import { cartOwnerOf } from '../../src/cart/cart-owner.ts';
import { absorbCart, claimCart } from '../../src/cart/cart.repository.ts';
import type { Db } from '../../src/index.ts';
import { ADD, type Ask, cartShop, customer, MERGE, READ, sell } from './shop.ts';

let db: Db;
let redis: Redis;
let ask: Ask;
beforeAll(async () => {
  ({ db, redis, ask } = await cartShop());
});

async function guestCart(lines: [sku: string, quantity: number][]): Promise<string> {
  let token: string | undefined;
  for (const [sku, quantity] of lines) {
    const { data } = await ask(anonymous, ADD, { sku, quantity, token });
    token = data.cart.guestToken as string;
  }
  return token!;
}

const quantities = (cart: any) => Object.fromEntries(cart.lines.map((line: any) => [line.sku, line.quantity]));

it('a guest’s lines come to the user’s, and what both have adds up', async () => {
  const viewer = customer();
  const [both, theirs, mine] = [
    await sell(db, { stock: 9 }),
    await sell(db, { stock: 9 }),
    await sell(db, { stock: 9 }),
  ];
  await ask(viewer, ADD, { sku: mine });
  await ask(viewer, ADD, { sku: both, quantity: 2 });
  const token = await guestCart([
    [both, 3],
    [theirs, 1],
  ]);
  const merged = (await ask(viewer, MERGE, { token })).data.cart;
  expect(quantities(merged)).toEqual({ [mine]: 1, [both]: 5, [theirs]: 1 });
  const again = (await ask(viewer, MERGE, { token })).data.cart;
  expect({ ...again, expiresAt: null }).toEqual({ ...merged, expiresAt: null });
  expect((await ask(anonymous, READ, { token })).data.cart).toBeNull();
  expect((await ask(anonymous, ADD, { sku: mine, token })).data.cart.__typename).toBe('CartNotFound');
});

it('two log-ins at once merge it once, and another user gets none of it', async () => {
  const [ada, eve] = [customer(), customer()];
  const sku = await sell(db, { stock: 9 });
  const token = await guestCart([[sku, 2]]);
  const answers = await Promise.all([ada, ada, eve, eve, ada, eve].map((viewer) => ask(viewer, MERGE, { token })));
  expect(answers.map(({ data }) => data.cart.__typename).sort()).toEqual([
    ...['Cart', 'Cart', 'Cart', 'CartNotFound', 'CartNotFound', 'CartNotFound'],
  ]);
  const carts = await Promise.all([ada, eve].map(async (viewer) => (await ask(viewer, READ)).data.cart.itemCount));
  expect(carts.sort()).toEqual([0, 2]);
});

it('goes on where a process died, and loses no line', async () => {
  const sku = await sell(db, { stock: 9 });
  for (const steps of [1, 2]) {
    const viewer = customer();
    const token = await guestCart([[sku, 2]]);
    const guest = cartOwnerOf(anonymous, token)!;
    const claim = await claimCart(redis, guest, viewer.userId);
    if (steps > 1 && claim.kind === 'claimed') {
      await absorbCart(redis, { kind: 'user', userId: viewer.userId }, claim.cart);
    }
    expect((await ask(customer(), MERGE, { token })).data.cart.__typename).toBe('CartNotFound');
    expect(quantities((await ask(viewer, MERGE, { token })).data.cart)).toEqual({ [sku]: 2 });
    expect(quantities((await ask(viewer, MERGE, { token })).data.cart)).toEqual({ [sku]: 2 });
  }
});

it('of another currency is left to its guest', async () => {
  const viewer = customer();
  const [euros, dollars] = [await sell(db, { stock: 9 }), await sell(db, { stock: 9, currency: 'USD' })];
  await ask(viewer, ADD, { sku: euros });
  const token = await guestCart([[dollars, 1]]);
  expect((await ask(viewer, MERGE, { token })).data.cart).toMatchObject({
    ...{ __typename: 'CurrencyMismatch', cart: 'EUR', item: 'USD' },
  });
  expect((await ask(anonymous, READ, { token })).data.cart.itemCount).toBe(1);
});

it('takes no more than a line may have, and nothing that is no token', async () => {
  const viewer = customer();
  const sku = await sell(db, { stock: 5_000 });
  await ask(viewer, ADD, { sku, quantity: 600 });
  const token = await guestCart([[sku, 600]]);
  expect(quantities((await ask(viewer, MERGE, { token })).data.cart)).toEqual({ [sku]: 999 });
  for (const wrong of ['', 'x', 'A'.repeat(32), 'cart:{u:1}', '../..']) {
    expect((await ask(viewer, MERGE, { token: wrong })).data.cart.__typename).toBe('CartNotFound');
  }
  const { errors } = await ask(anonymous, MERGE, { token });
  expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
});
