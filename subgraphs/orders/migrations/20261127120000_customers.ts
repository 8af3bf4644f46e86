import { type Kysely, sql } from 'kysely';

/** A copy of what orders needs of each account. A deleted one keeps its id and status alone, so that late events change nothing. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table customers (
      user_id uuid primary key,
      version integer not null,
      status text not null check (status in ('ACTIVE', 'SUSPENDED', 'DELETED')),
      email text check (char_length(email) <= 254),
      email_verified boolean not null,
      display_name text check (char_length(display_name) <= 100),
      locale text check (char_length(locale) <= 35),
      updated_at timestamptz not null default now(),
      constraint customers_deleted_keeps_only_id check (
        case when status = 'DELETED'
          then email is null and display_name is null and locale is null and not email_verified
          else email is not null
        end
      )
    )`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table customers`.execute(db);
}
