import { sql, type Kysely } from 'kysely';

const STATUSES = sql.raw(
  `('PENDING', 'CONFIRMED', 'PARTIALLY_SHIPPED', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'REFUNDED')`,
);

/**
 * Orders and their items lie in one partition per month, by the time inside their UUIDv7 (see src/ordering/partitions.ts).
 * What must be unique or found without knowing the month lies in the directory tables, which are not partitioned.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table orders (
      id uuid primary key,
      number text not null,
      user_id uuid,
      email text,
      status text not null check (status in ${STATUSES}),
      currency text not null,
      subtotal bigint not null check (subtotal >= 0),
      discount bigint not null check (discount >= 0),
      shipping bigint not null check (shipping >= 0),
      tax bigint not null check (tax >= 0),
      total bigint not null,
      shipping_method text not null,
      shipping_label text not null,
      shipping_address jsonb,
      version integer not null default 1,
      placed_at timestamptz not null,
      updated_at timestamptz not null default now(),
      constraint orders_total_adds_up check (total = subtotal - discount + shipping + tax)
    ) partition by range (id)`.execute(db);

  await sql`
    create table order_items (
      order_id uuid not null references orders (id),
      line integer not null,
      sku text not null,
      product_id text not null,
      product_name text not null,
      variant_name text not null,
      image_url text,
      quantity integer not null check (quantity > 0),
      unit_price bigint not null check (unit_price >= 0),
      discount bigint not null check (discount >= 0),
      tax bigint not null check (tax >= 0),
      line_total bigint not null,
      tax_class text not null,
      weight_grams integer,
      category_path jsonb not null,
      primary key (order_id, line),
      constraint order_items_sku_once unique (order_id, sku),
      constraint order_items_total_adds_up check (line_total = unit_price * quantity - discount)
    ) partition by range (order_id)`.execute(db);

  await sql`
    create table order_directory (
      order_id uuid primary key,
      number text not null constraint order_directory_number_once unique,
      user_id uuid,
      email text,
      status text not null check (status in ${STATUSES}),
      placed_at timestamptz not null
    )`.execute(db);
  await sql`create index order_directory_user on order_directory (user_id, placed_at desc, order_id desc)`.execute(db);
  await sql`create index order_directory_email on order_directory (lower(email), placed_at desc)`.execute(db);
  await sql`create index order_directory_placed on order_directory (placed_at desc, order_id desc)`.execute(db);

  await sql`
    create table order_directory_skus (
      sku text not null,
      placed_at timestamptz not null,
      order_id uuid not null references order_directory (order_id) on delete cascade,
      primary key (sku, placed_at, order_id)
    )`.execute(db);
  await sql`create index order_directory_skus_order on order_directory_skus (order_id)`.execute(db);

  // The event store. It outlives the months of orders, and holds no name, address or e-mail: those can be erased, it can't.
  await sql`
    create table order_events (
      order_id uuid not null,
      version integer not null,
      type text not null,
      status text not null check (status in ${STATUSES}),
      note text,
      data jsonb not null,
      at timestamptz not null,
      primary key (order_id, version)
    )`.execute(db);
  await sql`
    create trigger order_events_append_only before update or delete or truncate on order_events
    for each statement execute function refuse_change_of_history()`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table order_events, order_directory_skus, order_directory, order_items, orders`.execute(db);
}
