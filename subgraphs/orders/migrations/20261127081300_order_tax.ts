import { sql, type Kysely } from 'kysely';

/*
 * A lock of the whole table: while it is waited for, everyone waits. Behind a dump it is not to be had: run it again later.
 */
const LOCK_TIMEOUT = sql.lit('10s');

/**
 * Orders say whether their prices include tax, and of what their tax is made. Orders that were placed before, or by a
 * process of the version before, have prices with tax that is not shown apart: the defaults.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`set local lock_timeout = ${LOCK_TIMEOUT}`.execute(db);
  // Not valid: enforced from now on, without reading the orders of all years, which the defaults have made true.
  await sql`
    alter table orders
      add column prices_include_tax boolean not null default true,
      -- [{taxClass, rateBasisPoints, base, amount}]
      add column taxes jsonb not null default '[]',
      add column shipping_tax bigint not null default 0,
      add column billing_address jsonb,
      add column vat_id text,
      add column promotion_code text,
      alter column shipping_method drop not null,
      alter column shipping_label drop not null,
      drop constraint orders_total_adds_up,
      add constraint orders_total_adds_up
        check (total = subtotal - discount + shipping + case when prices_include_tax then 0 else tax end) not valid,
      add constraint orders_shipping_tax_within_tax check (shipping_tax >= 0 and shipping_tax <= tax) not valid,
      add constraint orders_method_whole check ((shipping_method is null) = (shipping_label is null)) not valid`.execute(
    db,
  );
  await sql`alter table sku_catalog add column requires_shipping boolean not null default true`.execute(db);
  await sql`set local lock_timeout to default`.execute(db);
}

/** Fails where an order was placed in a way that the version before cannot show. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table sku_catalog drop column requires_shipping`.execute(db);
  await sql`
    alter table orders
      drop constraint orders_method_whole,
      drop constraint orders_shipping_tax_within_tax,
      drop constraint orders_total_adds_up,
      add constraint orders_total_adds_up check (total = subtotal - discount + shipping + tax),
      alter column shipping_label set not null,
      alter column shipping_method set not null,
      drop column promotion_code,
      drop column vat_id,
      drop column billing_address,
      drop column shipping_tax,
      drop column taxes,
      drop column prices_include_tax`.execute(db);
}
