import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table sessions
      -- When it, or its account, last changed in a way that Redis has to be told of; null: Redis was told.
      add column changed_at timestamptz`.execute(db);
  await sql`create index sessions_changed on sessions (changed_at) where changed_at is not null`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index sessions_changed`.execute(db);
  await sql`alter table sessions drop column changed_at`.execute(db);
}
