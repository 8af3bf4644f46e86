import { eventContract, newEvent, type EventOf } from '@quartet/schema/events';
import { appendToOutbox, type Redis, wakeOutbox } from '@quartet/service-kit';
import { mayRemind } from '../customers/customer.ts';
import { findCustomers } from '../customers/customers.repository.ts';
import type { Db } from '../database.ts';
import { noteTold } from './abandoned-carts.repository.ts';
import type { Cart } from './cart.ts';
import { CART_LIFE_MS, lastUseOf, readCartsOfUsers } from './cart.repository.ts';
import { findIdle, repairIdle, settleIdle } from './idle-carts.repository.ts';

const HOUR_MS = 3_600_000;
/** A cart with lines that nobody changes for so long is abandoned. */
const ABANDONED_AFTER_MS = 4 * HOUR_MS;
/** Of what was left longer ago nobody is reminded any more. */
const FORGOTTEN_AFTER_MS = 7 * 24 * HOUR_MS;
/** How often carts are looked for that the sets lack: of a process that was killed, or where a set was lost. */
const REPAIR_EVERY_MS = 6 * HOUR_MS;
/** Of each set, at once. */
const BATCH = 20;

/**
 * Publishes `cart.abandoned` of carts that are idle: once for each version of a cart, to customers that may be reminded. Any
 * number of processes may do so at once, and each may end at any line: what was told is in the transaction of its event.
 */
export async function tellAbandonedCarts(
  db: Db,
  redis: Redis,
  { idleMs = ABANDONED_AFTER_MS }: { idleMs?: number } = {},
): Promise<{ told: number; more: boolean }> {
  const before = Date.now() - idleMs;
  const due = await findIdle(redis, before, BATCH);
  if (due.length === 0) return { told: 0, more: false };
  const carts = await readCartsOfUsers(
    redis,
    due.map(({ userId }) => userId),
  );
  const isIdle = (cart: Cart | undefined): cart is Cart => {
    const usedAt = cart === undefined ? null : lastUseOf(cart);
    return cart !== undefined && cart.lines.length > 0 && usedAt !== null && usedAt <= before;
  };
  const idle = [...carts.values()].filter(
    (cart) => isIdle(cart) && (lastUseOf(cart) ?? 0) > Date.now() - idleMs - FORGOTTEN_AFTER_MS,
  );
  const told = idle.length === 0 ? 0 : await tell(db, idle);
  await settleIdle(
    redis,
    due.map((one) => {
      const cart = carts.get(one.userId);
      // It was used later than its set knew: it is looked at again when it is idle.
      const next = cart === undefined || cart.lines.length === 0 || isIdle(cart) ? null : lastUseOf(cart);
      return { ...one, next };
    }),
  );
  return { told, more: due.length >= BATCH };
}

/** One step of the repair of the sets; see `repairIdle`. */
export function repairIdleCarts(redis: Redis, cursor: string | null): Promise<string | null> {
  const since = Date.now() - ABANDONED_AFTER_MS - FORGOTTEN_AFTER_MS;
  return repairIdle(redis, cursor, { since, lifeMs: CART_LIFE_MS, everyMs: REPAIR_EVERY_MS });
}

/** How many were told of. */
async function tell(db: Db, carts: readonly Cart[]): Promise<number> {
  const events = await db.transaction().execute(async (trx) => {
    const customers = await findCustomers(
      trx,
      carts.map(({ id }) => id),
    );
    const reminded = carts.filter(({ id }) => mayRemind(customers.get(id) ?? null));
    if (reminded.length === 0) return [];
    const fresh = await noteTold(
      trx,
      reminded.map(({ id, version }) => ({ userId: id, version })),
    );
    const abandoned = reminded.filter(({ id }) => fresh.has(id)).flatMap(abandonedEvent);
    await appendToOutbox(trx, eventContract, abandoned);
    return abandoned;
  });
  if (events.length > 0) wakeOutbox(db);
  return events.length;
}

function abandonedEvent(cart: Cart): EventOf<'cart.abandoned'>[] {
  const { id, version, currency, lines } = cart;
  const usedAt = lastUseOf(cart);
  if (currency === null || usedAt === null) return [];
  const data = {
    userId: id,
    cartVersion: version,
    currency,
    lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
    lastUsedAt: new Date(usedAt).toISOString(),
  };
  return [newEvent('cart.abandoned', { source: '/orders', subject: id, version, data })];
}
