import { eventContract } from '@quartet/schema/events';
import { parseEvent, type Redis } from '@quartet/service-kit';
import { afterwards, waitUntil } from '@quartet/test-kit';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noteTold } from '../../src/cart/abandoned-carts.repository.ts';
import { repairIdleCarts, tellAbandonedCarts } from '../../src/cart/abandoned-carts.service.ts';
import { CART_LIFE_MS } from '../../src/cart/cart.repository.ts';
import { noteUses } from '../../src/cart/idle-carts.repository.ts';
import { mayRemind } from '../../src/customers/customer.ts';
import { applyAccountChanges } from '../../src/customers/customers.service.ts';
import type { Db } from '../../src/index.ts';
import { startAbandonedCarts } from '../../src/workers/abandoned-carts.ts';
import { account, arrive, deleted } from '../customers/accounts.ts';
import { log } from '../database.ts';
import { ADD, type Ask, cartShop, CLEAR, customer, sell, SET } from './shop.ts';

const HOUR_MS = 3_600_000;

let db: Db;
let redis: Redis;
let ask: Ask;
let sku: string;
beforeAll(async () => {
  ({ db, redis, ask } = await cartShop());
  sku = await sell(db, { stock: 99 });
});
beforeEach(() => redis.flushdb());

async function abandonedOf(userId: string) {
  const rows = await db.withTables<{ outbox: { event: object } }>().selectFrom('outbox').select('event').execute();
  return rows.flatMap(({ event }) => {
    const parsed = parseEvent(eventContract, JSON.stringify(event));
    return parsed.type === 'cart.abandoned' && parsed.data.userId === userId ? [parsed.data] : [];
  });
}

/** Lets so many hours pass for a cart. */
async function age(userId: string, hours: number, { noted = true } = {}): Promise<void> {
  await redis.pexpire(`cart:{u:${userId}}`, CART_LIFE_MS - hours * HOUR_MS);
  if (noted) await noteUses(redis, [{ userId, usedAt: Date.now() - hours * HOUR_MS }]);
}

/** A customer who agreed to be written to, with a cart that was left five hours ago. */
async function left({ consent = true, noted = true, hours = 5 } = {}) {
  const viewer = customer();
  await arrive(db, viewer, consent ? { marketingConsent: true } : {});
  const { version } = (await ask(viewer, ADD, { sku, quantity: 2 })).data.cart as { version: number };
  await age(viewer.userId, hours, { noted });
  return { viewer, userId: viewer.userId, version };
}

describe('a cart that was left', () => {
  it('is told of once for each version, however often and by how many it is looked for', async () => {
    const { viewer, userId, version } = await left();
    await Promise.all(Array.from({ length: 4 }, () => tellAbandonedCarts(db, redis)));
    expect(await abandonedOf(userId)).toEqual([
      {
        userId,
        cartVersion: version,
        currency: 'EUR',
        lines: [{ sku, quantity: 2 }],
        lastUsedAt: expect.any(String) as string,
      },
    ]);
    expect(await tellAbandonedCarts(db, redis)).toEqual({ told: 0, more: false });
    // A worker that died behind its commit left the cart in its set; a repair brings it back as well.
    await age(userId, 6);
    await tellAbandonedCarts(db, redis);
    expect(await abandonedOf(userId)).toHaveLength(1);

    await ask(viewer, SET, { sku, quantity: 3 });
    await age(userId, 5);
    await tellAbandonedCarts(db, redis);
    expect((await abandonedOf(userId)).map(({ cartVersion }) => cartVersion)).toEqual([version, version + 1]);
  });

  it('is told of by the next worker where the first one died before it committed', async () => {
    const { userId, version } = await left();
    const died = db.transaction().execute(async (trx) => {
      expect(await noteTold(trx, [{ userId, version }])).toEqual(new Set([userId]));
      throw new Error('killed');
    });
    await expect(died).rejects.toThrow('killed');
    await tellAbandonedCarts(db, redis);
    expect(await abandonedOf(userId)).toHaveLength(1);
  });

  it('is not told of while it is used, is empty, or was left longer than a week ago', async () => {
    const fresh = await left({ hours: 3 });
    // The set lags behind: the cart itself was used just now.
    const used = await left();
    await ask(used.viewer, SET, { sku, quantity: 1 });
    const empty = await left();
    await ask(empty.viewer, CLEAR);
    await age(empty.userId, 5);
    const old = await left({ hours: 8 * 24 });
    expect((await tellAbandonedCarts(db, redis)).told).toBe(0);
    for (const { userId } of [fresh, used, empty, old]) expect(await abandonedOf(userId)).toEqual([]);
    await age(used.userId, 5, { noted: false });
    await redis.flushdb();
    expect((await tellAbandonedCarts(db, redis)).told).toBe(0);
  });

  it('is told of only to a verified address of an account that agreed', async () => {
    const without = await left({ consent: false });
    const nobody = customer();
    await ask(nobody, ADD, { sku });
    await age(nobody.userId, 5);
    await tellAbandonedCarts(db, redis);
    for (const userId of [without.userId, nobody.userId]) expect(await abandonedOf(userId)).toEqual([]);
    const agreed = {
      email: 'a@example.org',
      emailVerified: true,
      displayName: null,
      locale: null,
      marketingConsent: true,
    };
    const ada = { userId: without.userId, version: 1, status: 'ACTIVE', ...agreed } as const;
    expect(mayRemind(ada)).toBe(true);
    expect(mayRemind({ ...ada, marketingConsent: false })).toBe(false);
    expect(mayRemind({ ...ada, emailVerified: false })).toBe(false);
    expect(mayRemind({ ...ada, status: 'SUSPENDED' })).toBe(false);
    expect(mayRemind({ userId: ada.userId, version: 1, status: 'DELETED' })).toBe(false);
    expect(mayRemind(null)).toBe(false);
  });

  it('is told of nobody who took the consent back, or whose account is gone', async () => {
    const [taken, gone] = [await left(), await left()];
    await applyAccountChanges(db, [account(taken.userId, { version: 2 }), deleted(gone.userId)]);
    await tellAbandonedCarts(db, redis);
    for (const { userId } of [taken, gone]) expect(await abandonedOf(userId)).toEqual([]);
  });

  it('is found by a repair where its set lost it, and told of by workers that are started again', async () => {
    const { userId } = await left({ noted: false });
    expect((await tellAbandonedCarts(db, redis)).told).toBe(0);
    await redis.set('cart:{u:nobody}', 'not ours');
    expect(await repairIdleCarts(redis, null)).toBeNull();
    // One repair in six hours.
    const late = await left({ noted: false });
    expect(await repairIdleCarts(redis, null)).toBeNull();
    for (let start = 0; start < 2; start++) {
      const workers = [1, 2].map(() => startAbandonedCarts({ db, redis, log, everyMs: 20 }));
      for (const worker of workers) afterwards(() => worker.stop());
      await waitUntil(async () => (await abandonedOf(userId)).length > 0, { what: 'the event' });
      await Promise.all(workers.map((worker) => worker.stop()));
    }
    expect(await abandonedOf(userId)).toHaveLength(1);
    expect(await abandonedOf(late.userId)).toEqual([]);
  });
});
