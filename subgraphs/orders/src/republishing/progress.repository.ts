import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

export interface RepublishProgress {
  stage: 'stock' | 'orders';
  /** The last SKU or order that was published; null: none yet. */
  after: string | null;
}

/** Locks and reads how far the request has come; a new one is at its beginning. */
export async function lockProgress(trx: Trx, requestId: string): Promise<RepublishProgress> {
  await sql`insert into republish_progress (request_id) values (${requestId}) on conflict do nothing`.execute(trx);
  const { rows } = await sql<RepublishProgress>`
    select stage, after from republish_progress where request_id = ${requestId} for update`.execute(trx);
  const [progress] = rows;
  if (!progress) throw new Error('PostgreSQL did not store the progress of a request');
  return progress;
}

export async function saveProgress(trx: Trx, requestId: string, { stage, after }: RepublishProgress): Promise<void> {
  await sql`update republish_progress set stage = ${stage}, after = ${after} where request_id = ${requestId}`.execute(
    trx,
  );
}

export async function deleteProgress(trx: Trx, requestId: string): Promise<void> {
  await sql`delete from republish_progress where request_id = ${requestId}`.execute(trx);
}

/** Runs `work` for a request in one process at a time, on the connection that holds the lock. */
export async function withRequestLock<T>(db: Db, requestId: string, work: (db: Db) => Promise<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    const key = sql`hashtext('republish'), hashtext(${requestId})`;
    await sql`select pg_advisory_lock(${key})`.execute(connection);
    try {
      return await work(connection);
    } finally {
      // A broken connection has released it.
      await sql`select pg_advisory_unlock(${key})`.execute(connection).catch(() => undefined);
    }
  });
}
