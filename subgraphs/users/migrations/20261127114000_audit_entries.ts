import { type Kysely, sql } from 'kysely';

/** What staff and operators of the whole shop changed. Rows are added, never changed, and pruned after two years. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table audit_entries (
      id uuid primary key,
      at timestamptz not null,
      -- null: an operator, with the command
      actor_id uuid,
      actor_role text check (char_length(actor_role) <= 50),
      command text check (char_length(command) <= 100),
      action text not null check (char_length(action) between 1 and 100),
      subject text not null check (char_length(subject) between 1 and 300),
      before jsonb check (octet_length(before::text) <= 131072),
      after jsonb check (octet_length(after::text) <= 131072),
      address text check (char_length(address) <= 100),
      request_id text check (char_length(request_id) <= 100),
      recorded_at timestamptz not null default now(),
      constraint audit_entries_one_actor check ((actor_id is null) = (command is not null))
    )`.execute(db);
  await sql`create index audit_entries_at on audit_entries (at)`.execute(db);
  await sql`
    create function refuse_audit_change() returns trigger language plpgsql as
    $$ begin raise exception 'entries of the audit are never changed'; end $$`.execute(db);
  await sql`
    create trigger audit_entries_append_only before update on audit_entries
    for each row execute function refuse_audit_change()`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table audit_entries`.execute(db);
  await sql`drop function refuse_audit_change`.execute(db);
}
