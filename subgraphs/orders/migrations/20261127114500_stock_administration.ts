import { sql, type Kysely } from 'kysely';

/** Thresholds, and who booked what. The indexes serve lowStock and `allocated`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table inventory
      -- null: the shop's default holds
      add column low_threshold integer constraint inventory_low_threshold_positive check (low_threshold >= 0)`.execute(
    db,
  );
  await sql`
    alter table shop_settings
      -- null: no SKU counts as low without a threshold of its own
      add column low_stock_threshold integer
        constraint shop_settings_low_stock_threshold_positive check (low_stock_threshold >= 0)`.execute(db);
  // Of staff who booked it; null for what an order or an import did.
  await sql`alter table stock_movements add column actor uuid`.execute(db);

  await sql`create index inventory_available on inventory ((on_hand - reserved), sku)`.execute(db);
  // What is low by a threshold of its own, and nothing else.
  await sql`
    create index inventory_below_own_threshold on inventory ((on_hand - reserved), sku)
    where on_hand - reserved <= low_threshold`.execute(db);
  await sql`
    create index reservations_committed on reservations (sku) include (quantity)
    where state = 'COMMITTED'`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index reservations_committed, inventory_below_own_threshold, inventory_available`.execute(db);
  await sql`alter table stock_movements drop column actor`.execute(db);
  await sql`alter table shop_settings drop column low_stock_threshold`.execute(db);
  await sql`alter table inventory drop column low_threshold`.execute(db);
}
