import { sql, type Kysely } from 'kysely';

/** This service's copy of what the catalog sells, taken over from `product.changed`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // The version lies with the product, not with its SKUs: an old event must not bring back a SKU that a newer one lacks.
  await sql`
    create table sku_catalog_products (
      product_id text primary key,
      version integer not null
    )`.execute(db);

  await sql`
    create table sku_catalog (
      sku text primary key,
      product_id text not null references sku_catalog_products (product_id),
      product_name text not null,
      variant_name text not null,
      image_url text,
      price_amount bigint check (price_amount >= 0),
      currency text,
      weight_grams integer,
      tax_class text not null check (tax_class in ('STANDARD', 'REDUCED', 'ZERO')),
      -- [{id, slug, name}], from the root to the product's own category
      category_path jsonb not null,
      purchasable boolean not null,
      version integer not null,
      updated_at timestamptz not null default now(),
      constraint sku_catalog_price_whole check ((price_amount is null) = (currency is null))
    )`.execute(db);
  await sql`create index sku_catalog_product on sku_catalog (product_id)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table sku_catalog, sku_catalog_products`.execute(db);
}
