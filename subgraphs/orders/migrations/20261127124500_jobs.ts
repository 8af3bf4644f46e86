import { createJobTable, dropJobTable } from '@quartet/service-kit';
import { sql, type Kysely } from 'kysely';

/** Behind a dump the lock of a whole table is not to be had: run it again later. */
const LOCK_TIMEOUT = sql.lit('10s');

/** Background jobs, such as messages; an order keeps the language that its customer reads. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createJobTable(db);
  await sql`set local lock_timeout = ${LOCK_TIMEOUT}`.execute(db);
  await sql`alter table orders add column locale text`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table orders drop column locale`.execute(db);
  await dropJobTable(db);
}
