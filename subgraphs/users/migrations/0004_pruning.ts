import { type Kysely, sql } from 'kysely';

/** What maintenance deletes is found by these, however large the tables are. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index sessions_expires_at on sessions (expires_at)`.execute(db);
  await sql`create index verification_tokens_expires_at on verification_tokens (expires_at)`.execute(db);
  await sql`create index accounts_unverified on accounts (created_at) where email_verified_at is null`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index accounts_unverified, verification_tokens_expires_at, sessions_expires_at`.execute(db);
}
