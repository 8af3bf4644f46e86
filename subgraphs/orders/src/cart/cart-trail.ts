import { eventContract, newEvent } from '@quartet/schema/events';
import {
  appendToOutbox,
  counterNamed,
  type Logger,
  outsideRequestScope,
  type Redis,
  wakeOutbox,
  type Worker,
} from '@quartet/service-kit';
import type { Db } from '../database.ts';
import type { Cart, PieceChange } from './cart.ts';
import { noteUses } from './idle-carts.repository.ts';

const EVERY_MS = 1_000;
/** So many changes are written without waiting for the next second. */
const FULL_AT = 100;
/** Changes in one statement, and carts in one call. */
const BATCH = 500;
/** What waits beyond this is dropped. */
const MOST_WAITING = 10_000;

/**
 * What happens to carts, for later: lines for analytics, and when each cart was used last. It is noted in memory after the
 * cart has changed and written once a second, so that no cart waits for it, or fails with it. What cannot be written is dropped
 * and counted: of lines, analytics has fewer; idle carts are found by their repair.
 */
export interface CartTrail {
  note(change: { cart: Cart; changes: readonly PieceChange[] }): void;
}

/** Notes nothing. */
export const NO_TRAIL: CartTrail = { note: () => undefined };

type Noted = PieceChange & { at: string };

export interface CartTrailOptions {
  db: Db;
  redis: Redis;
  log: Logger;
  everyMs?: number;
  mostWaiting?: number;
}

/** It writes the rest when it is stopped. */
export function startCartTrail(options: CartTrailOptions): CartTrail & Worker {
  const { db, redis, log, everyMs = EVERY_MS, mostWaiting = MOST_WAITING } = options;
  const dropped = counterNamed({
    name: 'quartet_cart_notes_dropped_total',
    help: 'Changes of carts that no analytics will see, and uses of carts that only their repair will find',
    labelNames: ['what'],
  });
  const lines: Noted[] = [];
  const uses = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let stopped = false;

  async function attempt(what: 'lines' | 'uses', size: number, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      dropped.inc({ what }, size);
      log.warn({ err: error, what, dropped: size }, 'notes of carts could not be written');
    }
  }

  async function writeAll(): Promise<void> {
    while (lines.length > 0 || uses.size > 0) {
      const some = lines.splice(0, BATCH);
      const used = [...uses].slice(0, BATCH).map(([userId, usedAt]) => ({ userId, usedAt }));
      for (const { userId } of used) uses.delete(userId);
      await Promise.all([
        attempt('lines', some.length, () => publish(db, some)),
        attempt('uses', used.length, () => noteUses(redis, used)),
      ]);
    }
  }

  /** One at a time: what comes in the meantime goes with it, or waits for the next. */
  function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing ??= outsideRequestScope(writeAll).finally(() => (writing = undefined));
    return writing;
  }

  return {
    name: 'cart trail',
    note({ cart, changes }) {
      if (stopped) return;
      if (cart.guestToken === null) {
        if (uses.has(cart.id) || uses.size < mostWaiting) uses.set(cart.id, Date.now());
        else dropped.inc({ what: 'uses' });
      }
      const at = new Date().toISOString();
      const room = Math.max(0, mostWaiting - lines.length);
      for (const change of changes.slice(0, room)) lines.push({ ...change, at });
      if (changes.length > room) dropped.inc({ what: 'lines' }, changes.length - room);
      if (writing) return;
      if (lines.length >= FULL_AT) setImmediate(() => void write());
      else timer ??= setTimeout(() => void write(), everyMs).unref();
    },
    async stop() {
      stopped = true;
      await writing;
      await write();
    },
  };
}

/** In one statement. There is no person in them, nor a cart. */
async function publish(db: Db, lines: readonly Noted[]): Promise<void> {
  if (lines.length === 0) return;
  const events = lines.map(({ sku, pieces, currency, at }) => {
    const data = { sku, quantity: Math.abs(pieces), currency, at };
    // They are facts and no states: none of them is newer than another.
    return newEvent(pieces > 0 ? 'cart.line_added' : 'cart.removed', {
      source: '/orders',
      subject: sku,
      version: 0,
      data,
    });
  });
  await appendToOutbox(db, eventContract, events);
  wakeOutbox(db);
}
