import { setTimeout as delay } from 'node:timers/promises';
import { backoffMs, isLockTimeout } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';
import { monthsAround, timeOfId, type Month } from './months.ts';

/** Orders first: their items refer to them. */
const PARENTS = [
  { table: 'orders', column: 'id' },
  { table: 'order_items', column: 'order_id' },
] as const;
type Parent = (typeof PARENTS)[number];

/** Writes wait behind a lock that waits: so long at most, and then come before the next try. */
const LOCK_TIMEOUT_MS = 200;
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 5_000;
const ATTEMPTS = 8;

/**
 * Makes sure that orders and order_items have their partitions of last month, of this one and of the next three: clocks
 * may differ. Safe to run in many processes at once, and goes on where one was broken off. Returns the names of what
 * it attached.
 */
export async function ensurePartitions(db: Db, now: Date = new Date()): Promise<string[]> {
  const made: string[] = [];
  for (const { month, there } of await statesOf(db, monthsAround(now))) {
    if (!there) made.push(...(await makeMonth(db, month)));
  }
  return made;
}

export interface FoundPartitions {
  month: string;
  isCurrent: boolean;
  there: boolean;
}

/** Which of the same months (2026_11) have their partitions; makes none. */
export async function findPartitions(db: Db, now: Date = new Date()): Promise<FoundPartitions[]> {
  const states = await statesOf(db, monthsAround(now));
  return states.map(({ month, there }) => ({ month: month.name, isCurrent: month.isCurrent, there }));
}

/** Makes the partitions of an order that found none. */
export async function makePartitionsOf(db: Db, orderId: string): Promise<void> {
  await ensurePartitions(db, timeOfId(orderId));
}

async function statesOf(db: Db, months: readonly Month[]): Promise<{ month: Month; there: boolean }[]> {
  const names = months.flatMap((month) => PARENTS.map((parent) => nameOf(parent, month)));
  const attached = await attachedOf(db, names);
  return months.map((month) => ({
    month,
    there: PARENTS.every((parent) => attached.has(nameOf(parent, month))),
  }));
}

const nameOf = ({ table }: Parent, month: Month): string => `${table}_${month.name}`;

// A scan, not to_regclass: that may answer from the backend's cache what was true before it waited for the lock.
async function attachedOf(db: Db, names: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = current_schema()::regnamespace and relispartition and relkind = 'r'
      and relname = any(${names}::text[])`.execute(db);
  return new Set(rows.map(({ name }) => name));
}

async function makeMonth(db: Db, month: Month): Promise<string[]> {
  const made: string[] = [];
  for (const parent of PARENTS) {
    const isMade = await withoutWaiting(db, async (trx) => {
      if ((await attachedOf(trx, [nameOf(parent, month)])).size > 0) return false;
      await createApart(trx, parent, month);
      return true;
    });
    if (!isMade) continue;
    const isAttached = await withoutWaiting(db, async (trx) => {
      if ((await attachedOf(trx, [nameOf(parent, month)])).size > 0) return false;
      await attach(trx, parent, month);
      return true;
    });
    if (isAttached) made.push(nameOf(parent, month));
  }
  return made;
}

/**
 * Runs one step by itself, in one process at a time. A lock that others hold is not waited for: the step gives up soon,
 * lets pass what came to stand behind it, and tries again after a pause that grows.
 */
async function withoutWaiting<T>(db: Db, step: (trx: Trx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(async (trx) => {
        await sql`set local lock_timeout = ${sql.lit(LOCK_TIMEOUT_MS)}`.execute(trx);
        await sql`select pg_advisory_xact_lock(hashtext('orders.partitions'))`.execute(trx);
        return await step(trx);
      });
    } catch (error) {
      if (!isLockTimeout(error) || attempt >= ATTEMPTS) throw error;
      await delay(backoffMs(attempt - 1, { firstMs: FIRST_PAUSE_MS, maxMs: MAX_PAUSE_MS }));
    }
  }
}

/**
 * The table by itself, which only reads its parent's definition. The check tells what is in it, so that attaching need
 * not look.
 */
async function createApart(trx: Trx, parent: Parent, month: Month): Promise<void> {
  const name = nameOf(parent, month);
  const { rows } = await sql<{ bounded: boolean }>`
    select exists (select from pg_constraint where conrelid = c.oid and conname = ${boundsOf(name)}) as bounded
    from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relname = ${name}`.execute(trx);
  const [leftOver] = rows;
  if (leftOver?.bounded) return; // by a process that was broken off before it attached it
  if (leftOver)
    throw new Error(`There is a table ${name} that is no partition of ${parent.table}: attach or rename it`);
  await sql`create table ${sql.table(name)} (like ${sql.table(parent.table)} including all)`.execute(trx);
  await sql`
    alter table ${sql.table(name)} add constraint ${sql.id(boundsOf(name))}
    check (${sql.ref(parent.column)} >= ${sql.lit(month.from)}::uuid
      and ${sql.ref(parent.column)} < ${sql.lit(month.until)}::uuid)`.execute(trx);
}

/** Reads of the parent go on. Writes of orders wait while their items' foreign key is extended, not while a dump runs. */
async function attach(trx: Trx, parent: Parent, month: Month): Promise<void> {
  const name = nameOf(parent, month);
  await sql`
    alter table ${sql.table(parent.table)} attach partition ${sql.table(name)}
    for values from (${sql.lit(month.from)}) to (${sql.lit(month.until)})`.execute(trx);
  await sql`alter table ${sql.table(name)} drop constraint if exists ${sql.id(boundsOf(name))}`.execute(trx);
}

const boundsOf = (name: string): string => `${name}_bounds`;
