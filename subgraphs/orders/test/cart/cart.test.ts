import { anonymous, countDatabaseCalls, newId } from '@quartet/service-kit';
import { beforeAll, describe, expect, it } from 'vitest';
import { applyProductChanges, type Db } from '../../src/index.ts';
import { productChanged } from '../database.ts';
import { ADD, type Ask, cartShop, CLEAR, customer, READ, REMOVE, sell, SET } from './shop.ts';

let db: Db;
let ask: Ask;
beforeAll(async () => {
  ({ db, ask } = await cartShop());
});

const DAY_MS = 86_400_000;

describe('a cart', () => {
  it('of a guest begins without a token, which comes with the answer and is the only way to it', async () => {
    const sku = await sell(db, { stock: 5 });
    const { data } = await ask(anonymous, ADD, { sku, quantity: 2 });
    const { cart } = data;
    expect(cart).toMatchObject({
      __typename: 'Cart',
      guestToken: expect.stringMatching(/^[\w-]{32}$/) as string,
      itemCount: 2,
      subtotal: { amount: 3998, currency: 'EUR' },
      lines: [{ id: sku, sku, quantity: 2, issue: null, unitPrice: { amount: 1999 }, lineTotal: { amount: 3998 } }],
    });
    expect(Date.parse(cart.expiresAt) - Date.now()).toBeGreaterThan(29 * DAY_MS);
    const again = await ask(anonymous, READ, { token: cart.guestToken });
    expect({ ...again.data.cart, expiresAt: null }).toEqual({ ...cart, __typename: undefined, expiresAt: null });
    expect((await ask(anonymous, READ)).data.cart).toBeNull();
    expect((await ask(anonymous, READ, { token: 'A'.repeat(32) })).data.cart).toBeNull();
    const elsewhere = await ask(anonymous, ADD, { sku, token: 'B'.repeat(32) });
    expect(elsewhere.data.cart.__typename).toBe('CartNotFound');
    expect(cart.id).not.toContain(cart.guestToken);
  });

  it('of a user is there from the start, and is nobody else’s', async () => {
    const [ada, eve] = [customer(), customer()];
    const sku = await sell(db, { stock: 5 });
    const empty = (await ask(ada, READ)).data.cart;
    expect(empty).toMatchObject({ version: 0, lines: [], subtotal: null, guestToken: null, expiresAt: null });
    await ask(ada, ADD, { sku });
    const mine = `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { cart { itemCount } } } }`;
    expect((await ask(ada, mine, { id: ada.userId.toUpperCase() })).data._entities).toEqual([
      { cart: { itemCount: 1 } },
    ]);
    expect((await ask(eve, mine, { id: ada.userId })).data._entities).toEqual([{ cart: null }]);
    expect((await ask(eve, READ)).data.cart.lines).toEqual([]);
  });

  it('adds up what is put in twice, keeps the order, and raises its version only by a change', async () => {
    const viewer = customer();
    const [a, b] = [await sell(db, { stock: 9 }), await sell(db, { stock: 9, price: 500 })];
    const first = (await ask(viewer, ADD, { sku: a })).data.cart;
    await ask(viewer, ADD, { sku: b, quantity: 2 });
    const third = (await ask(viewer, ADD, { sku: a, quantity: 3 })).data.cart;
    expect(third.lines.map((line: any) => [line.sku, line.quantity])).toEqual([
      [a, 4],
      [b, 2],
    ]);
    expect(third.version).toBe(first.version + 2);
    const same = (await ask(viewer, SET, { sku: a, quantity: 4 })).data.cart;
    expect(same.version).toBe(third.version);
    const without = (await ask(viewer, SET, { sku: a, quantity: 0 })).data.cart;
    expect(without).toMatchObject({ version: third.version + 1, lines: [{ sku: b }] });
    expect((await ask(viewer, REMOVE, { sku: a })).data.cart.version).toBe(without.version);
    const cleared = (await ask(viewer, CLEAR)).data.cart;
    expect(cleared).toMatchObject({ lines: [], subtotal: null, version: without.version + 1 });
    expect((await ask(viewer, ADD, { sku: b })).data.cart.version).toBe(cleared.version + 1);
  });

  it('says of each line what keeps it from being bought', async () => {
    const viewer = customer();
    const skus = { gone: '', sold: '', few: '', dearer: '', fine: '', foreign: '' };
    for (const name of Object.keys(skus) as (keyof typeof skus)[]) {
      skus[name] = await sell(db, { sku: `${name}-${newId()}`, stock: 3 });
      await ask(viewer, ADD, { sku: skus[name], quantity: 3 });
    }
    await applyProductChanges(db, [productChanged({ productId: `p-${skus.gone}`, version: 2, variants: [] })]);
    await sell(db, { sku: skus.dearer, version: 2, price: 2999 });
    await sell(db, { sku: skus.foreign, version: 2, currency: 'USD' });
    const take = (sku: string, left: number) =>
      db
        .updateTable('inventory')
        .set({ reserved: 3 - left })
        .where('sku', '=', sku)
        .execute();
    await take(skus.sold, 0);
    await take(skus.few, 2);
    const { cart } = (await ask(viewer, READ)).data;
    const issues = Object.fromEntries(cart.lines.map((line: any) => [line.sku, [line.issue, line.unitPrice?.amount]]));
    expect(issues).toEqual({
      [skus.gone]: ['NO_LONGER_SOLD', undefined],
      [skus.sold]: ['OUT_OF_STOCK', 1999],
      [skus.few]: ['LESS_AVAILABLE', 1999],
      [skus.dearer]: ['PRICE_CHANGED', 2999],
      [skus.fine]: [null, 1999],
      [skus.foreign]: ['NO_LONGER_SOLD', undefined],
    });
    expect(cart.subtotal).toEqual({ amount: 3 * (1999 * 3 + 2999), currency: 'EUR' });
    const [line] = (await ask(viewer, SET, { sku: skus.dearer, quantity: 2 })).data.cart.lines.filter(
      ({ sku }: { sku: string }) => sku === skus.dearer,
    );
    expect(line).toMatchObject({ issue: null, quantity: 2 });
  });

  it('reads one hash and one statement, however many lines there are', async () => {
    const viewer = customer();
    for (let at = 0; at < 20; at++) await ask(viewer, ADD, { sku: await sell(db, { stock: 1 }) });
    const { calls } = await countDatabaseCalls(async () => {
      expect((await ask(viewer, READ)).data.cart.lines).toHaveLength(20);
    });
    expect(calls).toMatchObject({ postgres: 1, redis: 1 });
  });
});

describe('what a cart does not take', () => {
  const reject = async (query: string, variables: Record<string, unknown>, viewer = customer()) => {
    const { data, errors } = await ask(viewer, query, variables);
    const { message, ...rest } = data?.cart ?? {};
    return errors ? errors[0]!.extensions.code : rest;
  };

  it('is a quantity that no line has', async () => {
    const sku = await sell(db, { stock: 5_000 });
    for (const quantity of [0, -1, 1000]) {
      expect(await reject(ADD, { sku, quantity })).toEqual({ __typename: 'QuantityOutOfRange', min: 1, max: 999 });
    }
    for (const quantity of [-1, 1000]) {
      expect(await reject(SET, { sku, quantity })).toEqual({ __typename: 'QuantityOutOfRange', min: 0, max: 999 });
    }
    for (const quantity of [2 ** 31, 1.5, '2', Number.NaN]) {
      expect(await reject(ADD, { sku, quantity })).toBe('BAD_USER_INPUT');
    }
    const viewer = customer();
    await ask(viewer, ADD, { sku, quantity: 999 });
    expect(await reject(ADD, { sku, quantity: 1 }, viewer)).toEqual({
      ...{ __typename: 'QuantityOutOfRange', min: 1, max: 999 },
    });
  });

  it('is an unknown SKU, one that is not sold, and more than there is', async () => {
    const [few, many] = [await sell(db, { stock: 2 }), await sell(db, { stock: 50 })];
    for (const sku of ['', 'unknown', 'x'.repeat(10_000), "'; drop table inventory; --", '{"$ne":1}']) {
      expect(await reject(ADD, { sku })).toMatchObject({ __typename: 'UnknownSku' });
    }
    expect(await reject(ADD, { sku: await sell(db) })).toMatchObject({
      __typename: 'InsufficientStock',
      lines: [{ requested: 1, available: 0 }],
    });
    expect(await reject(ADD, { sku: few, quantity: 3 })).toMatchObject({
      lines: [{ sku: few, requested: 3, available: 2 }],
    });
    expect(await reject(ADD, { sku: many, quantity: 60 })).toMatchObject({ lines: [{ requested: 60, available: 10 }] });
    expect(await reject(ADD, { sku: 'a\u0000b' })).toBe('BAD_USER_INPUT');
  });

  it('is a second currency', async () => {
    const viewer = customer();
    const [euros, dollars] = [await sell(db, { stock: 1 }), await sell(db, { stock: 1, currency: 'USD' })];
    await ask(viewer, ADD, { sku: euros });
    expect(await reject(ADD, { sku: dollars }, viewer)).toEqual({
      ...{ __typename: 'CurrencyMismatch', cart: 'EUR', item: 'USD' },
    });
    await ask(viewer, CLEAR);
    expect(await reject(ADD, { sku: dollars }, viewer)).toMatchObject({ __typename: 'Cart' });
  });

  it('is a line beyond the hundredth', { timeout: 120_000 }, async () => {
    const viewer = customer();
    for (let at = 0; at < 100; at++) await ask(viewer, ADD, { sku: await sell(db, { stock: 2 }) });
    const sku = await sell(db, { stock: 2 });
    expect(await reject(ADD, { sku }, viewer)).toEqual({ __typename: 'QuantityOutOfRange', min: 0, max: 100 });
    expect((await ask(viewer, READ)).data.cart.lines).toHaveLength(100);
  });
});

it('a hundred changes at once are all there, each with a version of its own', async () => {
  const viewer = customer();
  const sku = await sell(db, { stock: 999 });
  const answers = await Promise.all(Array.from({ length: 100 }, () => ask(viewer, ADD, { sku })));
  const versions = answers.map(({ data }) => data.cart.version as number);
  expect(new Set(versions).size).toBe(100);
  expect((await ask(viewer, READ)).data.cart).toMatchObject({ itemCount: 100, version: Math.max(...versions) });
});
