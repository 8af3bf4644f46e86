import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

const MONTHS_AHEAD = 3;
const LOCK_TIMEOUT_MS = 500;
const ATTEMPTS = 20;

/**
 * Makes sure that this month's partitions of orders and order_items exist, and those of the next three. Safe to run in
 * many processes at once. Returns the names of what was made.
 */
export async function ensurePartitions(db: Db, now: Date = new Date()): Promise<string[]> {
  const months = monthsAhead(now);
  const made: string[] = [];
  for (const month of months) {
    if (!(await exists(db, month))) made.push(...(await makeMonth(db, month)));
  }
  return made;
}

/** Which of the same months (2026_11) have their partitions; makes none. */
export async function findPartitions(db: Db, now: Date = new Date()): Promise<{ month: string; there: boolean }[]> {
  const found: { month: string; there: boolean }[] = [];
  for (const month of monthsAhead(now)) found.push({ month: month.name, there: await exists(db, month) });
  return found;
}

function monthsAhead(now: Date): Month[] {
  return Array.from({ length: MONTHS_AHEAD + 1 }, (_, ahead) => monthOf(now, ahead));
}

interface Month {
  /** 2026_11 */
  name: string;
  /** The least UUIDv7 of the month, and of the next one. */
  from: string;
  until: string;
}

function monthOf(now: Date, ahead: number): Month {
  const start = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead));
  const end = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead + 1));
  return { name: start.toISOString().slice(0, 7).replace('-', '_'), from: leastId(start), until: leastId(end) };
}

/** A UUIDv7 begins with 48 bits of milliseconds since 1970, so no id of that instant sorts before this one. */
function leastId(at: Date): string {
  const time = at.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}

/** The instant inside a UUIDv7, to the millisecond. */
export function timeOfId(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

async function exists(db: Db, month: Month): Promise<boolean> {
  // A scan, not to_regclass: that may answer from the backend's cache what was true before it waited for the lock.
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_class
    where relnamespace = current_schema()::regnamespace and relispartition and relkind = 'r'
      and relname in (${`orders_${month.name}`}, ${`order_items_${month.name}`})`.execute(db);
  return rows[0]?.count === 2;
}

/**
 * A new partition waits for every open write on its parent, and all later writes wait behind it: so it gives up after
 * half a second, lets them pass and tries again.
 */
async function makeMonth(db: Db, month: Month): Promise<string[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(async (trx) => {
        await sql`set local lock_timeout = ${sql.lit(LOCK_TIMEOUT_MS)}`.execute(trx);
        // One process at a time; whoever comes second finds the partitions made.
        await sql`select pg_advisory_xact_lock(hashtext('orders.partitions'))`.execute(trx);
        if (await exists(trx, month)) return [];
        return [await makePartition(trx, 'orders', month), await makePartition(trx, 'order_items', month)];
      });
    } catch (error) {
      if (!isLockTimeout(error) || attempt >= ATTEMPTS) throw error;
    }
  }
}

async function makePartition(trx: Trx, parent: string, month: Month): Promise<string> {
  const name = `${parent}_${month.name}`;
  await sql`
    create table if not exists ${sql.table(name)} partition of ${sql.table(parent)}
    for values from (${sql.lit(month.from)}) to (${sql.lit(month.until)})`.execute(trx);
  return name;
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '55P03';
}
