import { setTimeout as delay } from 'node:timers/promises';
import { backoffMs, isLockTimeout } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';
import type { Month } from './months.ts';

/** Orders first: their items refer to them. */
export const PARTITIONED = [
  { table: 'orders', column: 'id' },
  { table: 'order_items', column: 'order_id' },
] as const;
type Parent = (typeof PARTITIONED)[number];

/** Writes queue behind a lock request, so a step waits no longer than this for its lock before it lets them pass. */
const LOCK_TIMEOUT_MS = 200;
const BACKOFF = { firstMs: 100, maxMs: 5_000 } as const;
const ATTEMPTS = 8;

export const partitionName = ({ table }: Parent, month: Month): string => `${table}_${month.name}`;

/** Which of these names are attached partitions. */
export async function findAttached(db: Db, names: readonly string[]): Promise<Set<string>> {
  // A scan and not to_regclass, which may answer from the backend's cache what was true before it waited for the lock.
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = current_schema()::regnamespace and relispartition and relkind = 'r'
      and relname = any(${names}::text[])`.execute(db);
  return new Set(rows.map(({ name }) => name));
}

/** Creates and attaches a partition. @returns whether it was attached now, and not by another process */
export async function createPartition(db: Db, parent: Parent, month: Month): Promise<boolean> {
  const name = partitionName(parent, month);
  const unlessAttached = (step: (trx: Trx) => Promise<void>): Promise<boolean> =>
    withShortLock(db, async (trx) => {
      if ((await findAttached(trx, [name])).size > 0) return false;
      await step(trx);
      return true;
    });
  const isCreated = await unlessAttached((trx) => createTable(trx, parent, month));
  return isCreated && (await unlessAttached((trx) => attach(trx, parent, month)));
}

/**
 * Runs one step in one process at a time. A lock that others hold is not waited for: the step gives up soon, lets pass
 * the statements that queue behind it, and tries again after a growing pause.
 */
async function withShortLock<T>(db: Db, step: (trx: Trx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(async (trx) => {
        await sql`set local lock_timeout = ${sql.lit(LOCK_TIMEOUT_MS)}`.execute(trx);
        await sql`select pg_advisory_xact_lock(hashtext('orders.partitions'))`.execute(trx);
        return await step(trx);
      });
    } catch (error) {
      if (!isLockTimeout(error) || attempt >= ATTEMPTS) throw error;
      await delay(backoffMs(attempt - 1, BACKOFF));
    }
  }
}

/**
 * Creates the table on its own, which only reads the parent's definition. The check states what is in it, so that
 * attaching need not scan it.
 */
async function createTable(trx: Trx, parent: Parent, month: Month): Promise<void> {
  const name = partitionName(parent, month);
  const { rows } = await sql<{ bounded: boolean }>`
    select exists (select from pg_constraint where conrelid = c.oid and conname = ${boundsOf(name)}) as bounded
    from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relname = ${name}`.execute(trx);
  const [existing] = rows;
  if (existing?.bounded) return; // by a process that was cut off before it attached the table
  if (existing)
    throw new Error(`There is a table ${name} that is no partition of ${parent.table}: attach or rename it`);
  await sql`create table ${sql.table(name)} (like ${sql.table(parent.table)} including all)`.execute(trx);
  await sql`
    alter table ${sql.table(name)} add constraint ${sql.id(boundsOf(name))}
    check (${sql.ref(parent.column)} >= ${sql.lit(month.from)}::uuid
      and ${sql.ref(parent.column)} < ${sql.lit(month.until)}::uuid)`.execute(trx);
}

/** Reads of the parent continue. Writes of orders wait while their items' foreign key is extended, not while a dump runs. */
async function attach(trx: Trx, parent: Parent, month: Month): Promise<void> {
  const name = partitionName(parent, month);
  await sql`
    alter table ${sql.table(parent.table)} attach partition ${sql.table(name)}
    for values from (${sql.lit(month.from)}) to (${sql.lit(month.until)})`.execute(trx);
  await sql`alter table ${sql.table(name)} drop constraint if exists ${sql.id(boundsOf(name))}`.execute(trx);
}

const boundsOf = (name: string): string => `${name}_bounds`;
