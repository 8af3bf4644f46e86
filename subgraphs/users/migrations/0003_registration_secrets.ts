import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table verification_tokens
      -- SHA-256 of the secret that the registering browser keeps. Null: none was given out, so a password is needed.
      add column secret_hash bytea check (octet_length(secret_hash) = 32)
  `.execute(db);
  await sql`
    alter table accounts
      -- The last time that the address was registered again; null where it was registered once.
      add column last_registration_at timestamptz
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table accounts drop column last_registration_at`.execute(db);
  await sql`alter table verification_tokens drop column secret_hash`.execute(db);
}
