import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table verification_tokens (
      -- SHA-256 of the token: who reads this table cannot use it.
      token_hash bytea primary key check (octet_length(token_hash) = 32),
      account_id uuid not null references accounts on delete cascade,
      -- What this registration asked for; taken over when its token comes back.
      password_hash text not null,
      display_name text,
      locale text,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      used_at timestamptz
    )
  `.execute(db);
  await sql`create index verification_tokens_account_id on verification_tokens (account_id)`.execute(db);
  await sql`
    create table sessions (
      id uuid primary key,
      account_id uuid not null references accounts on delete cascade,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      revoked_at timestamptz
    )
  `.execute(db);
  await sql`create index sessions_account_id on sessions (account_id)`.execute(db);
  await sql`
    create table signing_keys (
      kid text primary key,
      private_jwk jsonb not null,
      public_jwk jsonb not null,
      created_at timestamptz not null default now()
    )
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table signing_keys, sessions, verification_tokens`.execute(db);
}
