import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { leaseOne, runSaga } from '@quartet/service-kit';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { checkoutSaga } from '../../src/checkout/checkout-saga.ts';
import type { CheckoutTools } from '../../src/checkout/checkout-data.ts';
import { READ } from '../cart/shop.ts';
import { checkoutShop, expectInvariants } from './shop.ts';

/** Every point at which a process is killed: a step or a call of the provider, and the moment. */
const POINTS = [
  ['sandbox_ok', 'authorise', 'before it'],
  ['sandbox_ok', 'provider.authorise', 'before the call'],
  ['sandbox_ok', 'provider.authorise', 'after the call'],
  ['sandbox_ok', 'authorise', 'before its transaction'],
  ['sandbox_ok', 'authorise', 'before the commit'],
  ['sandbox_ok', 'capture', 'before it'],
  ['sandbox_ok', 'provider.capture', 'before the call'],
  ['sandbox_ok', 'provider.capture', 'after the call'],
  ['sandbox_ok', 'capture', 'before its transaction'],
  ['sandbox_ok', 'capture', 'before the commit'],
  ['sandbox_ok', 'clear_cart', 'before it'],
  ['sandbox_ok', 'clear_cart', 'before the commit'],
  ['sandbox_lapses', 'cancel_payment', 'before it'],
  ['sandbox_declined', 'provider.void', 'before the call'],
  ['sandbox_declined', 'provider.void', 'after the call'],
  ['sandbox_declined', 'cancel_payment', 'before the commit'],
  ['sandbox_lapses', 'cancel_order', 'before its transaction'],
  ['sandbox_lapses', 'cancel_order', 'before the commit'],
] as const;

const shop = await checkoutShop();
const { db, tools } = shop;

it.each(POINTS)('%s, killed at %s %s: another process brings it to its end', async (paymentMethod, place, moment) => {
  const { buy, sku, owner } = await shop.buyer({ through: awayProvider(tools) });
  const placed = await buy({ paymentMethod });
  expect(placed.__typename).toBe('CheckoutInProgress');
  const { id } = placed.order as { id: string };

  const child = fork(fileURLToPath(new URL('./dying-process.ts', import.meta.url)), [id, place, moment], {
    env: { ...process.env, ...shop.env },
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');

  // As if its lease were over.
  await sql`update sagas set due_at = now() where id = ${id}`.execute(db);
  const leased = await leaseOne(db, id);
  expect(leased && (await runSaga({ db, tools, definition: checkoutSaga }, leased))).toBe('done');
  await expectInvariants(shop);
  const isBought = paymentMethod === 'sandbox_ok';
  expect(await shop.stockOf(sku)).toEqual(isBought ? [4, 0] : [5, 0]);
  const { data } = await shop.ask(owner, READ, {});
  expect(data.cart.lines).toHaveLength(isBought ? 0 : 1);
});

/** The provider does not answer: the order is placed, and its saga waits for the process that is killed. */
function awayProvider({ payments }: CheckoutTools): CheckoutTools['payments'] {
  const provider = payments.current;
  if (provider === undefined) throw new Error('no provider is set up');
  const away = { ...provider, authorise: () => Promise.resolve({ kind: 'unknown', reason: 'unreachable' } as const) };
  return { ...payments, current: away, get: () => away };
}
