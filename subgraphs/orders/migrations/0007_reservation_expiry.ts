import { sql, type Kysely } from 'kysely';

/** Finds what has expired without looking at the reservations that never do. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index reservations_expiry on reservations (expires_at)
    where state = 'OPEN' and expires_at is not null`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index reservations_expiry`.execute(db);
}
