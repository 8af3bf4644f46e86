import { type Kysely, sql } from 'kysely';

/** Which carts were told of as abandoned, and whether an account agreed to be written to about such things. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table abandoned_carts (
      user_id uuid not null,
      cart_version integer not null,
      told_at timestamptz not null default now(),
      -- when the cart was last found unchanged: its row stays while the cart lives
      seen_at timestamptz not null default now(),
      constraint abandoned_carts_told_once primary key (user_id, cart_version)
    )`.execute(db);
  await sql`create index abandoned_carts_seen on abandoned_carts (seen_at)`.execute(db);
  await sql`alter table customers add column marketing_consent boolean not null default false`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table customers drop column marketing_consent`.execute(db);
  await sql`drop table abandoned_carts`.execute(db);
}
