import { sql, type Kysely } from 'kysely';

const TAX_CLASSES = sql.raw(`('STANDARD', 'REDUCED', 'ZERO')`);

/**
 * What a shop charges besides its prices: settings, rates of tax, ways of shipping and promotions. All of them start
 * empty: what a shop does not fill in it does not sell.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table shop_settings (
      only_row boolean primary key default true check (only_row),
      prices_include_tax boolean not null,
      default_weight_grams integer check (default_weight_grams >= 0),
      shipping_tax_class text not null check (shipping_tax_class in ${TAX_CLASSES}),
      version integer not null default 1,
      updated_at timestamptz not null default now()
    )`.execute(db);

  await sql`
    create table tax_rates (
      country text not null,
      -- in capitals; '': the whole country
      region text not null default '',
      tax_class text not null check (tax_class in ${TAX_CLASSES}),
      basis_points integer not null check (basis_points between 0 and 10000),
      version integer not null default 1,
      updated_at timestamptz not null default now(),
      primary key (country, region, tax_class)
    )`.execute(db);

  await sql`
    create table shipping_methods (
      code text primary key,
      label text not null,
      position integer not null,
      active boolean not null,
      version integer not null default 1,
      updated_at timestamptz not null default now()
    )`.execute(db);
  await sql`
    create table shipping_zones (
      method text not null references shipping_methods (code) on delete cascade,
      zone integer not null,
      currency text not null,
      -- of the goods, after discount; null: never free
      free_from bigint check (free_from >= 0),
      primary key (method, zone),
      constraint shipping_zones_currency unique (method, zone, currency)
    )`.execute(db);
  await sql`
    create table shipping_zone_countries (
      country text not null,
      currency text not null,
      method text not null,
      zone integer not null,
      -- one price for each country and currency
      primary key (country, currency, method),
      foreign key (method, zone, currency) references shipping_zones (method, zone, currency) on delete cascade
    )`.execute(db);
  await sql`create index shipping_zone_countries_zone on shipping_zone_countries (method, zone)`.execute(db);
  await sql`
    create table shipping_steps (
      method text not null,
      zone integer not null,
      up_to_grams integer not null check (up_to_grams >= 0),
      price bigint not null check (price >= 0),
      primary key (method, zone, up_to_grams),
      foreign key (method, zone) references shipping_zones (method, zone) on delete cascade
    )`.execute(db);

  await sql`
    create table promotions (
      -- in capitals
      code text primary key,
      basis_points integer check (basis_points between 1 and 10000),
      amount bigint check (amount > 0),
      currency text,
      free_shipping boolean not null default false,
      starts_at timestamptz,
      ends_at timestamptz,
      max_uses integer check (max_uses > 0),
      max_uses_per_customer integer check (max_uses_per_customer > 0),
      minimum_amount bigint check (minimum_amount > 0),
      minimum_currency text,
      -- by orders that are not given up; raised only together with a row of promotion_uses
      used integer not null default 0 check (used >= 0),
      active boolean not null,
      version integer not null default 1,
      -- milliseconds, as in a cursor
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz not null default now(),
      constraint promotions_one_benefit check (num_nonnulls(basis_points, amount) + free_shipping::int = 1),
      constraint promotions_amount_whole check ((amount is null) = (currency is null)),
      constraint promotions_minimum_whole check ((minimum_amount is null) = (minimum_currency is null)),
      constraint promotions_window check (ends_at > starts_at)
    )`.execute(db);
  await sql`create index promotions_newest on promotions (created_at desc, code desc)`.execute(db);

  await sql`
    create table promotion_uses (
      order_id uuid primary key,
      code text not null references promotions (code),
      user_id uuid,
      -- SHA-256 of the normalised e-mail address: counts without keeping it
      address_hash text not null,
      used_at timestamptz not null default now()
    )`.execute(db);
  await sql`create index promotion_uses_user on promotion_uses (code, user_id)`.execute(db);
  await sql`create index promotion_uses_address on promotion_uses (code, address_hash)`.execute(db);
  await sql`create index promotion_uses_age on promotion_uses (used_at)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table promotion_uses, promotions`.execute(db);
  await sql`drop table shipping_steps, shipping_zone_countries, shipping_zones, shipping_methods`.execute(db);
  await sql`drop table tax_rates, shop_settings`.execute(db);
}
