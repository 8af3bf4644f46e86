import { createSagaTable, dropSagaTable } from '@quartet/service-kit';
import { sql, type Kysely } from 'kysely';

/** A version of a cart is bought at most once: its row is deleted by the transaction that cancels the order. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createSagaTable(db);
  await sql`
    create table cart_purchases (
      cart_id text not null,
      cart_version integer not null,
      order_id uuid not null constraint cart_purchases_order_once unique,
      placed_at timestamptz not null default now(),
      constraint cart_purchases_version_once primary key (cart_id, cart_version)
    )`.execute(db);
  await sql`create index cart_purchases_age on cart_purchases (placed_at)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table cart_purchases`.execute(db);
  await dropSagaTable(db);
}
