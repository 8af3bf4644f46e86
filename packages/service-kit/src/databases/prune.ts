import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import { toAppError } from '../errors/to-app-error.ts';

const ROWS_PER_BATCH = 1_000;
const LEAST_ROWS_PER_BATCH = 10;
const PAUSE_MS = 20;
const BUDGET_MS = 60_000;

export interface PruneOptions {
  table: string;
  /** A timestamptz column that an index begins with. Rows go oldest first. */
  column: string;
  /** Rows go whose column is before this instant: sql`now() - interval '7 days'`. */
  before: RawBuilder<unknown>;
  /** A further condition on the rows. */
  where?: RawBuilder<unknown>;
  /** Rows per statement at most (default 1,000). */
  rowsPerBatch?: number;
  /** Between two statements, for the others (default 20). */
  pauseMs?: number;
  /** After so long it leaves the rest to the next run (default 60,000). */
  budgetMs?: number;
  /** Ends the run after the statement that is under way. */
  signal?: AbortSignal | undefined;
}

export interface Pruned {
  rows: number;
  /** Whether rows may be left: the budget was used up, or the signal came. Run it again soon. */
  more: boolean;
}

/**
 * Deletes old rows in small statements, each committed by itself, so that no number of rows is too large and what was
 * deleted stays deleted. Rows that others hold are left to the next run. A statement that takes longer than the pool
 * allows is tried again with half the rows.
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
 * Begins where the batch before it ended. Without that each batch reads past all index entries that were deleted
 * before it, because a long transaction elsewhere (a dump) keeps them from being cleared away.
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
