import { freshPostgres } from '@quartet/test-kit';
import { sql } from 'kysely';
import { afterAll } from 'vitest';
import { createPostgres, createSagaTable, newId, startSaga, type LeasedSaga } from '../../src/index.ts';
import { log, type Tables } from './sagas.ts';

/** A database with sagas, and a table `effects` for what steps write. */
export async function freshSagas() {
  const { url } = await freshPostgres();
  const { db, destroy } = createPostgres<Tables>({ url, name: 'saga test', log });
  afterAll(destroy);
  await createSagaTable(db);
  await sql`create table effects (saga uuid not null, what text not null)`.execute(db);
  const effects = async (id: string) => {
    const { rows } = await sql<{ what: string }>`select what from effects where saga = ${id} order by ctid`.execute(db);
    return rows.map(({ what }) => what);
  };
  const state = async (id: string) => {
    const { rows } = await sql<{ state: string; step: string; attempts: number; last_error: string | null }>`
      select state, step, attempts, last_error from sagas where id = ${id}`.execute(db);
    return rows[0];
  };
  /** A saga of three steps that nobody holds. */
  const start = async (step = 'one'): Promise<LeasedSaga> => {
    const saga = await db
      .transaction()
      .execute((trx) => startSaga(trx, { id: newId(), kind: 'three', step, data: {} }));
    await sql`update sagas set due_at = now(), lease_token = null, attempts = 0 where id = ${saga.id}`.execute(db);
    return saga;
  };
  /** As if the lease, or the back-off, were over. */
  const letGo = (id: string) => sql`update sagas set due_at = now() where id = ${id}`.execute(db);
  return { url, db, effects, state, start, letGo };
}
