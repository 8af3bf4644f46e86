import { databaseCalls, newId, storeSession, type DatabaseCall, type SignedIn } from '@quartet/service-kit';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, it } from 'vitest';
import { createOrdersSubgraph } from '../src/index.ts';
import { cartShop, customer } from './cart/shop.ts';
import { arrive } from './customers/accounts.ts';
import { log } from './database.ts';
import { as, SAVE } from './pricing/shop.ts';

const { db, redis } = await cartShop();
const subgraph = createOrdersSubgraph({ db, redis, log });

const ask = async (viewer: SignedIn, query: string, input: object) => {
  const result = await subgraph.execute({ query, variables: { input }, viewer, requestId: 'test' });
  const [error] = result.errors ?? [];
  return error === undefined ? Object.values(result.data ?? {})[0] : String(error.extensions['code']);
};
const saveRate = (viewer: SignedIn) =>
  ask(viewer, SAVE.taxRate, { country: 'DE', region: newId(), taxClass: 'ZERO', basisPoints: 0 });
const buy = (viewer: SignedIn) =>
  ask(viewer, 'mutation ($input: CheckoutInput!) { checkout(input: $input) { __typename } }', {
    idempotencyKey: newId(),
    cartVersion: 1,
    expectedTotal: { amount: 1, currency: 'EUR' },
    paymentMethod: 'card',
  });
const admin = () => as('ADMIN') as SignedIn;

const live = ({ userId, sessionId, role }: SignedIn, change: { role?: string; version?: number } = {}) =>
  storeSession(redis, sessionId, {
    session: { state: 'live', userId, role: change.role ?? role, version: change.version ?? 1 },
    seconds: 60,
  });
const end = ({ sessionId }: SignedIn, state: 'revoked' | 'suspended') =>
  storeSession(redis, sessionId, { session: { state }, seconds: 60 });

it.each([
  ['staff', admin, saveRate, { __typename: 'TaxRate' }],
  ['a customer', customer, buy, { __typename: 'EmptyCart' }],
] as const)('%s is stopped at once, whatever the access token says', async (_who, make, act, done) => {
  const viewer = make();
  await live(viewer);
  await arrive(db, viewer);
  expect(await act(viewer)).toMatchObject(done);
  await end(viewer, 'suspended');
  expect(await act(viewer)).toBe('FORBIDDEN');
  await live(viewer, { version: 9 });
  expect(await act(viewer)).toBe('FORBIDDEN');

  const other = make();
  await live(other);
  await end(other, 'revoked');
  expect(await act(other)).toBe('UNAUTHENTICATED');

  // Missing in Redis, and users does not answer: nothing is known of it.
  expect(await act(make())).toBe('SERVICE_UNAVAILABLE');
});

it('a role that was taken is refused at once, and one that was given needs a new access token', async () => {
  const viewer = admin();
  await live(viewer);
  await live(viewer, { role: 'SUPPORT', version: 2 });
  expect(await saveRate(viewer)).toBe('FORBIDDEN');
  await live(viewer, { role: 'A_ROLE_OF_TOMORROW', version: 3 });
  expect(await saveRate(viewer)).toBe('FORBIDDEN');
  const promoted = as('SUPPORT') as SignedIn;
  await live(promoted, { role: 'ADMIN', version: 2 });
  expect(await saveRate(promoted)).toBe('FORBIDDEN');
});

it('a session of another account is none', async () => {
  const viewer = admin();
  await live({ ...viewer, userId: customer().userId });
  expect(await saveRate(viewer)).toBe('UNAUTHENTICATED');
});

it('what Redis holds in another form, such as that of an older build, is replaced', async () => {
  const viewer = admin();
  for (const held of ['{"userId":"x","role":"ADMIN"}', 'no JSON', '[]']) {
    await redis.set(`session:{${viewer.sessionId}}`, held);
    expect(await live(viewer)).toBe(true);
    expect(await saveRate(viewer)).toMatchObject({ __typename: 'TaxRate' });
  }
});

it('a mutation reads its session with one call of Redis', async () => {
  const viewer = admin();
  await live(viewer);
  const calls: string[] = [];
  const note = (message: unknown) => {
    const { engine, operation } = message as DatabaseCall;
    if (engine === 'redis') calls.push(operation);
  };
  subscribe(databaseCalls.name, note);
  try {
    await saveRate(viewer);
  } finally {
    unsubscribe(databaseCalls.name, note);
  }
  expect(calls).toEqual(['GET']);
});
