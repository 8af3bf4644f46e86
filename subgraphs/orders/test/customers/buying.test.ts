import { anonymous, type Viewer } from '@quartet/service-kit';
import { expect, it } from 'vitest';
import { applyAccountChanges } from '../../src/customers/customers.service.ts';
import { customer } from '../cart/shop.ts';
import { checkoutShop } from '../checkout/shop.ts';
import { as } from '../pricing/shop.ts';
import { account, arrive, deleted, eraseAddress } from './accounts.ts';

const shop = await checkoutShop();
const { db, ask } = shop;

const userOf = (viewer: Viewer) => (viewer.kind === 'user' ? viewer.userId : '');
const CHECKOUT = 'mutation ($input: CheckoutInput!) { checkout(input: $input) { __typename } }';

it('an order has the address of the account, whatever the customer gives', async () => {
  const buyer = await shop.buyer({ email: 'Ada@example.org' });
  const { order } = await buyer.buy({ email: 'eve@example.org' });
  expect(order).toMatchObject({ email: 'Ada@example.org' });
  const found = await db.selectFrom('order_directory').selectAll().where('order_id', '=', order.id).executeTakeFirst();
  expect(found).toMatchObject({ user_id: userOf(buyer.owner), email: 'Ada@example.org' });
});

it('an account that has not arrived cannot buy yet, with no other address either, and can once it has', async () => {
  const buyer = await shop.buyer({ arrived: false });
  const input = buyer.input({ email: 'eve@example.org' });
  const early = await ask(buyer.owner, CHECKOUT, { input });
  expect(early.errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
  expect(await shop.stockOf(buyer.sku)).toEqual([5, 0]);
  await arrive(db, buyer.owner as Viewer & { kind: 'user' });
  expect((await ask(buyer.owner, CHECKOUT, { input })).data).toEqual({ checkout: { __typename: 'CheckoutSuccess' } });
});

it.each([
  ['suspended', (id: string) => account(id, { version: 2, status: 'SUSPENDED' })],
  ['deleted', (id: string) => deleted(id)],
])('a %s account cannot buy', async (_what, change) => {
  const buyer = await shop.buyer();
  await applyAccountChanges(db, [change(userOf(buyer.owner))]);
  const { errors } = await ask(buyer.owner, CHECKOUT, { input: buyer.input() });
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect(await shop.stockOf(buyer.sku)).toEqual([5, 0]);
});

it('a promotion counts an account and the address of a guest as one customer, in quote and checkout', async () => {
  await ask(as('ADMIN'), 'mutation ($input: PromotionInput!) { savePromotion(input: $input) { __typename } }', {
    input: { code: 'ONCE', freeShipping: true, maxUsesPerCustomer: 1 },
  });
  const bought = { promotionCode: 'ONCE', expectedTotal: { amount: 1000, currency: 'EUR' } };
  const guest = await shop.buyer({ guest: true });
  expect(await guest.buy(bought)).toMatchObject({ __typename: 'CheckoutSuccess' });
  const same = await shop.buyer({ email: 'GUEST@example.org' });
  expect(await same.buy(bought)).toMatchObject({ __typename: 'PromotionInvalid', code: 'ONCE' });
  const quote = 'query ($input: QuoteInput!) { quoteCheckout(input: $input) { __typename } }';
  const { data } = await ask(same.owner, quote, { input: { promotionCode: 'ONCE' } });
  expect(data.quoteCheckout).toEqual({ __typename: 'PromotionInvalid' });
});

it('orderByNumber shows an order of an account to its owner and staff alone', async () => {
  const buyer = await shop.buyer({ email: 'owner@example.org' });
  const { order } = await buyer.buy();
  const number = order.number as string;
  const query =
    'query ($number: String!, $email: EmailAddress) { orderByNumber(number: $number, email: $email) { id } }';
  const find = async (viewer: Viewer, variables: Record<string, unknown> = {}) =>
    (await ask(viewer, query, { number, ...variables })).data?.orderByNumber ?? null;
  expect(await find(buyer.owner)).toEqual({ id: order.id });
  expect(await find(as('SUPPORT'))).toEqual({ id: order.id });
  for (const viewer of [anonymous, customer()]) {
    for (const variables of [{}, { email: null }, { email: '' }, { email: 'owner@example.org' }]) {
      expect(await find(viewer, variables)).toBe(null);
    }
  }
});

it('orderByNumber is null by aliases that count numbers up, and for an account that was erased', async () => {
  const guest = await shop.buyer({ guest: true });
  const { order } = await guest.buy();
  const number = order.number as string;
  const tail = Number.parseInt(number.slice(-2), 36) || 0;
  const aliases = Array.from({ length: 20 }, (_, at) => {
    const other = `${number.slice(0, -2)}${(tail + at + 1).toString(36).toUpperCase().padStart(2, '0').slice(-2)}`;
    return `n${at}: orderByNumber(number: "${other}", email: "guest@example.org") { id }`;
  });
  const { data } = await ask(anonymous, `{ ${aliases.join('\n')} }`, {});
  expect(new Set(Object.values(data as object))).toEqual(new Set([null]));

  await eraseAddress(db, order.id as string);
  for (const email of ['null', '""', '"guest@example.org"', '"null"']) {
    const found = await ask(anonymous, `{ orderByNumber(number: "${number}", email: ${email}) { id } }`, {});
    expect(found.data?.orderByNumber ?? null).toBe(null);
  }
});
