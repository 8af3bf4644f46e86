import { setTimeout as delay } from 'node:timers/promises';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { toAppError } from '../errors/to-app-error.ts';

const ROWS_PER_BATCH = 1_000;
const LEAST_ROWS_PER_BATCH = 10;
const PAUSE_MS = 20;
const BUDGET_MS = 60_000;

export interface PruneOptions {
  table: string;
  /** A timestamptz column that an index starts with. The oldest rows are deleted first. */
  column: string;
  /** Deletes rows whose column is before this instant: sql`now() - interval '7 days'`. */
  before: RawBuilder<unknown>;
  /** A further condition on the rows. */
  where?: RawBuilder<unknown>;
  /** The most rows per statement (default 1,000). */
  rowsPerBatch?: number;
  /** The pause between two statements, for other queries (default 20). */
  pauseMs?: number;
  /** The longest run; the rest is left to the next one (default 60,000). */
  budgetMs?: number;
  /** Ends the run after the current statement. */
  signal?: AbortSignal | undefined;
}

export interface Pruned {
  rows: number;
  /** Whether rows may be left because the budget ran out or the signal was raised. Run it again soon. */
  more: boolean;
}

/**
 * Deletes old rows in small statements, each in its own transaction, so that any number of rows can be deleted and
 * progress is kept. Locked rows are left to the next run. A statement that exceeds the pool's time-out is retried with
 * half the rows.
 */
export async function pruneRows<DB>(db: Kysely<DB>, options: PruneOptions): Promise<Pruned> {
  const { rowsPerBatch = ROWS_PER_BATCH, pauseMs = PAUSE_MS, budgetMs = BUDGET_MS, signal } = options;
  const deadline = Date.now() + budgetMs;
  let limit = rowsPerBatch;
  let from: string | null = null;
  let rows = 0;
  for (;;) {
    if (signal?.aborted || Date.now() >= deadline) return { rows, more: true };
    try {
      const batch: Batch = await deleteBatch(db, options, { from, limit });
      rows += batch.rows;
      if (batch.rows < limit) return { rows, more: false };
      from = batch.newest;
    } catch (error) {
      if (toAppError(error).code !== 'TIMEOUT' || limit <= LEAST_ROWS_PER_BATCH) throw error;
      limit = Math.max(LEAST_ROWS_PER_BATCH, Math.floor(limit / 2));
    }
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

interface Batch {
  rows: number;
  /** The column's value in the newest row that was deleted, as text: a Date would lose its microseconds. */
  newest: string | null;
}

/**
 * Starts where the previous batch ended. Otherwise each batch would read past all index entries that were deleted
 * before it while a long transaction elsewhere, such as a dump, keeps them from being vacuumed.
 */
async function deleteBatch<DB>(
  db: Kysely<DB>,
  { table, column, before, where }: PruneOptions,
  { from, limit }: { from: string | null; limit: number },
): Promise<Batch> {
  const at = sql.ref(column);
  const { rows } = await sql<Batch>`
    with gone as (
      delete from ${sql.table(table)} where ctid = any(array(
        select ctid from ${sql.table(table)}
        where ${at} < ${before}
          ${from === null ? sql`` : sql`and ${at} >= ${from}::timestamptz`}
          ${where === undefined ? sql`` : sql`and (${where})`}
        order by ${at} limit ${limit} for update skip locked))
      returning ${at} as at
    )
    select count(*)::int as rows, max(at)::text as newest from gone`.execute(db);
  return rows[0] ?? { rows: 0, newest: null };
}
