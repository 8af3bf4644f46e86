import { anonymous, newId, type Viewer } from '@quartet/service-kit';
import { expect, it } from 'vitest';
import { applyAccountChanges } from '../../src/customers/customers.service.ts';
import { findEvents } from '../../src/ordering/orders.repository.ts';
import { rebuildOrder } from '../../src/ordering/rebuild-order.ts';
import { customer } from '../cart/shop.ts';
import { checkoutShop, expectInvariants } from '../checkout/shop.ts';
import { account, arrive, eraseAddress } from './accounts.ts';

const shop = await checkoutShop();
const { db, ask } = shop;

const CLAIM = `mutation ($number: String!) { claimOrder(number: $number) { __typename
  ... on Order { id version email history { status } } ... on OrderNotFound { message number } } }`;

const claim = async (viewer: Viewer, number: string) => {
  const { data, errors } = await ask(viewer, CLAIM, { number });
  return errors?.[0]?.extensions.code ?? data.claimOrder;
};

/** A guest's order; each guest has an address of their own. */
async function guestOrder() {
  const email = `Guest-${newId()}@example.org`;
  const guest = await shop.buyer({ guest: true });
  const { order } = await guest.buy({ email });
  return { id: order.id as string, number: order.number as string, version: order.version as number, email };
}

async function owner(email: string, change = {}) {
  const viewer = customer();
  await arrive(db, viewer, { email, ...change });
  return viewer;
}

const NOT_FOUND = { __typename: 'OrderNotFound' };

it('a guest’s order joins the account with its verified address, once, with an entry of its history', async () => {
  const order = await guestOrder();
  const ada = await owner(order.email.toUpperCase());
  const before = await ask(ada, '{ order(id: "' + order.id + '") { id } }', {});
  expect(before.data.order).toBe(null);

  const claimed = await claim(ada, ` ${order.number.toLowerCase()} `);
  expect(claimed).toMatchObject({ __typename: 'Order', id: order.id, version: order.version + 1 });
  expect(await claim(ada, order.number)).toEqual(claimed);
  const { data } = await ask(ada, '{ order(id: "' + order.id + '") { customer { id } } }', {});
  expect(data.order).toEqual({ customer: { id: ada.userId } });
  const listed = await db.selectFrom('order_directory').selectAll().where('order_id', '=', order.id).execute();
  expect(listed).toMatchObject([{ user_id: ada.userId, email: order.email.toLowerCase() }]);
  const events = await db.selectFrom('order_events').selectAll().where('order_id', '=', order.id).execute();
  expect(events.filter(({ type }) => type === 'order.claimed')).toMatchObject([{ data: { userId: ada.userId } }]);

  const rebuilt = rebuildOrder((await findEvents(db, [order.id])).get(order.id) ?? []);
  expect(rebuilt.order).toMatchObject({ userId: ada.userId, version: order.version + 1 });

  // From then on number and address alone show it to nobody.
  const byNumber =
    'query ($number: String!, $email: EmailAddress) { orderByNumber(number: $number, email: $email) { id } }';
  const shown = await ask(anonymous, byNumber, { number: order.number, email: order.email });
  expect(shown.data.orderByNumber).toBe(null);
  await expectInvariants(shop);
});

it('nobody else gets it: another address, an unverified one, an unknown number, an order that has an owner', async () => {
  const order = await guestOrder();
  expect(await claim(await owner('other@example.org'), order.number)).toMatchObject(NOT_FOUND);
  expect(await claim(await owner(order.email, { emailVerified: false }), order.number)).toMatchObject(NOT_FOUND);
  const ada = await owner(order.email);
  for (const number of ['', 'Q-20260101-AAAAAA', 'x'.repeat(10_000), "' or 1=1 --"]) {
    expect(await claim(ada, number)).toMatchObject(NOT_FOUND);
  }
  const bought = await shop.buyer({ email: 'eve@example.org' });
  const owned = (await bought.buy()).order;
  expect(await claim(await owner('eve@example.org'), owned.number as string)).toMatchObject(NOT_FOUND);

  await eraseAddress(db, order.id);
  expect(await claim(ada, order.number)).toMatchObject(NOT_FOUND);
});

it('is for accounts that have arrived and are active', async () => {
  const { number, email } = await guestOrder();
  expect(await claim(anonymous, number)).toBe('UNAUTHENTICATED');
  const late = customer();
  expect(await claim(late, number)).toBe('SERVICE_UNAVAILABLE');
  const suspended = await owner(email);
  await applyAccountChanges(db, [account(suspended.userId, { version: 2, status: 'SUSPENDED', email })]);
  expect(await claim(suspended, number)).toBe('FORBIDDEN');
});

it('of two accounts at once one gets it, and claiming while the order goes on loses nothing', async () => {
  const order = await guestOrder();
  // An address that passed from one account to the other: both copies have it for a moment.
  const rivals = await Promise.all([owner(order.email), owner(order.email)]);
  const answers = await Promise.all([...rivals, ...rivals].map((viewer) => claim(viewer, order.number)));
  const winners = answers.filter((answer) => answer.__typename === 'Order');
  expect(winners).toHaveLength(2);
  const row = await db.selectFrom('orders').select(['user_id', 'version']).where('id', '=', order.id).execute();
  expect(row).toMatchObject([{ version: order.version + 1 }]);
  expect(rivals.map(({ userId }) => userId)).toContain(row[0]?.user_id);
  await expectInvariants(shop);
});
