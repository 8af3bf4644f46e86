import { createJobTable, dropJobTable } from '@quartet/service-kit';
import { type Kysely, sql } from 'kysely';

/**
 * Background jobs, such as messages. What a registration asked for stands in a row of its own: its token is made only when
 * the message is written, so that it stands nowhere but there.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createJobTable(db);
  await sql`
    create table registrations (
      id uuid primary key,
      account_id uuid not null references accounts on delete cascade,
      password_hash text not null,
      -- SHA-256 of the secret that the registering browser keeps.
      secret_hash bytea not null check (octet_length(secret_hash) = 32),
      display_name text,
      locale text,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null
    )`.execute(db);
  await sql`create index registrations_account_id on registrations (account_id)`.execute(db);
  await sql`create index registrations_expires_at on registrations (expires_at)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table registrations`.execute(db);
  await dropJobTable(db);
}
