import { sql, type Kysely } from 'kysely';

/** How far each request to publish everything again has come; a row goes when its request is done. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table republish_progress (
      request_id uuid primary key,
      stage text not null default 'stock' check (stage in ('stock', 'orders')),
      -- the last SKU or order that was published; null: none yet
      after text,
      started_at timestamptz not null default now()
    )`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table republish_progress`.execute(db);
}
