import { sql, type Kysely } from 'kysely';

/** Stock: what lies there, who has a claim on it, and the ledger that explains every unit. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table inventory (
      sku text primary key,
      on_hand integer not null,
      reserved integer not null default 0,
      version integer not null default 1,
      updated_at timestamptz not null default now(),
      constraint inventory_reserved_within_stock check (reserved >= 0 and reserved <= on_hand)
    )`.execute(db);

  await sql`
    create table reservations (
      order_id uuid not null,
      sku text not null references inventory (sku),
      quantity integer not null check (quantity > 0),
      -- null: does not expire
      expires_at timestamptz,
      state text not null default 'OPEN' check (state in ('OPEN', 'COMMITTED', 'RELEASED')),
      created_at timestamptz not null default now(),
      primary key (order_id, sku)
    )`.execute(db);
  await sql`create index reservations_open on reservations (sku, expires_at) where state = 'OPEN'`.execute(db);

  await sql`
    create table stock_movements (
      id bigint generated always as identity primary key,
      sku text not null references inventory (sku),
      kind text not null check (kind in ('RECEIVED', 'ADJUSTED', 'SOLD', 'RETURNED')),
      delta integer not null check (delta <> 0),
      reference text not null,
      reason text,
      at timestamptz not null default now(),
      constraint stock_movements_reference_once unique (kind, reference),
      constraint stock_movements_sign check (
        (kind not in ('RECEIVED', 'RETURNED') or delta > 0) and (kind <> 'SOLD' or delta < 0)
      )
    )`.execute(db);
  await sql`create index stock_movements_sku on stock_movements (sku, id)`.execute(db);

  await sql`
    create function refuse_change_of_history() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'integrity_constraint_violation';
    end $$`.execute(db);
  await sql`
    create trigger stock_movements_append_only before update or delete or truncate on stock_movements
    for each statement execute function refuse_change_of_history()`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table stock_movements, reservations, inventory`.execute(db);
  await sql`drop function refuse_change_of_history()`.execute(db);
}
