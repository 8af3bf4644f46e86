import type { Db } from '../database.ts';
import type { Client } from '@elastic/elasticsearch';
import { type Logger, type Pruned, startMaintenance, type Worker } from '@quartet/service-kit';
import { withPlainErrors } from '../engine-errors.ts';
import { markCountedBefore } from './popularity.ts';

/** An order that is delivered for the first time after this is not counted. */
const KEPT_FOR_MS = 90 * 24 * 60 * 60 * 1_000;
const NOTES_PER_REQUEST = 1_000;
const BUDGET_MS = 60_000;

/** Deletes old notes of counted order lines. Begins at once, since a process may end before its first period is over. */
export function startSearchMaintenance({ db, log }: { db: Db; log: Logger }): Worker {
  return startMaintenance({
    name: 'search',
    log,
    overdue: true,
    async round(signal) {
      const { rows, more } = await withPlainErrors(pruneCountedSales(db, { now: Date.now(), signal }));
      if (rows > 0) log.info({ rows, more }, 'old notes about counted order lines are deleted');
      return { more };
    },
  });
}

/**
 * Deletes the notes of order lines placed more than ninety days ago, in small requests. A mark is written first: all lines
 * placed before it count as counted, so a repeated one is not counted twice. A younger index keeps all of its notes: the
 * orders that its predecessor had counted may still be republished to it.
 */
export async function pruneCountedSales(
  db: Db,
  { now, signal }: { now: number; signal?: AbortSignal },
): Promise<Pruned> {
  const before = now - KEPT_FOR_MS;
  const madeAt = await creationOf(db.client, db.names.sales);
  if (madeAt === null || madeAt > before) return { rows: 0, more: false };
  const mark = new Date(before).toISOString();
  await markCountedBefore(db, mark);
  const deadline = Date.now() + BUDGET_MS;
  let rows = 0;
  for (;;) {
    if (signal?.aborted || Date.now() >= deadline) return { rows, more: true };
    const { deleted = 0, total = 0 } = await db.client.deleteByQuery({
      index: db.names.sales,
      query: { range: { placedAt: { lt: mark } } },
      max_docs: NOTES_PER_REQUEST,
      conflicts: 'proceed',
      refresh: true,
    });
    rows += deleted;
    if (total < NOTES_PER_REQUEST) return { rows, more: false };
  }
}

/** When an index was created; null if there is none. */
async function creationOf(client: Client, index: string): Promise<number | null> {
  const found = await client.indices.getSettings({ index, ignore_unavailable: true });
  const madeAt = Number(found[index]?.settings?.index?.creation_date);
  return Number.isFinite(madeAt) ? madeAt : null;
}
