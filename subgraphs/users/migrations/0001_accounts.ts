import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table accounts (
      id uuid primary key,
      -- Null once the account was deleted: it keeps only its id.
      email text check (char_length(email) <= 254),
      email_verified_at timestamptz,
      -- Set by the verification of the address, by the password of that registration.
      password_hash text,
      display_name text check (char_length(display_name) between 1 and 100),
      role text not null default 'CUSTOMER'
        check (role in ('CUSTOMER', 'SUPPORT', 'CATALOG_MANAGER', 'WAREHOUSE', 'ADMIN')),
      status text not null default 'ACTIVE' check (status in ('ACTIVE', 'SUSPENDED', 'DELETED')),
      locale text check (char_length(locale) <= 35),
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint accounts_deleted_keeps_only_id check (
        case when status = 'DELETED'
          then email is null and password_hash is null and display_name is null and locale is null
          else email is not null
        end
      ),
      constraint accounts_verified_has_password check (email_verified_at is null or status = 'DELETED' or password_hash is not null)
    )
  `.execute(db);
  await sql`create unique index accounts_email_key on accounts (lower(email))`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table accounts`.execute(db);
}
