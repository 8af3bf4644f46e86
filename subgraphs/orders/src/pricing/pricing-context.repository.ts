import { sql, type Selectable } from 'kysely';
import type { Db } from '../database.ts';
import { usesOf, type PromotionCustomer } from '../promotions/promotion-uses.repository.ts';
import { promotionOf } from '../promotions/promotions.repository.ts';
import type { PromotionTable } from '../promotions/promotions.table.ts';
import type { OfferedPromotion } from './discount.ts';
import type { ShopSettings } from './price-order.ts';
import type { ShippingTariff } from './shipping.ts';
import type { TaxRate } from './tax.ts';

/*
 * What prices an order lies in several tables and is read in one statement: a checkout has few round trips to spend, and
 * all parts are of one instant.
 */

export interface PricingTables {
  now: Date;
  settings: ShopSettings | null;
  taxRates: TaxRate[];
  tariffs: ShippingTariff[];
  promotion: OfferedPromotion | null;
}

/** A promotion's row as JSON has it: instants are texts. */
type PromotionJson = {
  [K in keyof Selectable<PromotionTable>]: Date extends Selectable<PromotionTable>[K]
    ? string | Exclude<Selectable<PromotionTable>[K], Date>
    : Selectable<PromotionTable>[K];
};

type TablesRow = Omit<PricingTables, 'promotion'> & { promotion: PromotionJson | null; usedByCustomer: number };

export async function findPricingTables(
  db: Db,
  o: {
    currency: string;
    taxCountries: readonly string[];
    shippingCountry: string | null;
    promotionCode: string | null;
    customer: PromotionCustomer;
  },
): Promise<PricingTables> {
  const { rows } = await sql<TablesRow>`
    select now() as now,
      (select jsonb_build_object(
         'pricesIncludeTax', prices_include_tax,
         'defaultWeightGrams', default_weight_grams,
         'shippingTaxClass', shipping_tax_class) from shop_settings) as settings,
      (select coalesce(jsonb_agg(jsonb_build_object(
         'country', country,
         'region', nullif(region, ''),
         'taxClass', tax_class,
         'basisPoints', basis_points)), '[]')
       from tax_rates where country = any(${o.taxCountries}::text[])) as "taxRates",
      (select coalesce(jsonb_agg(t.tariff order by t.position, t.code), '[]')
       from (${tariffsTo(o.shippingCountry)}) t where t.currency = ${o.currency}) as tariffs,
      (select to_jsonb(p) from promotions p where p.code = ${o.promotionCode}) as promotion,
      (${usesOf(o.promotionCode ?? '', o.customer)}) as "usedByCustomer"`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('a select without a table has one row');
  const { promotion, usedByCustomer, ...tables } = row;
  return { ...tables, promotion: promotion && { ...promotionOf(withDates(promotion)), usedByCustomer } };
}

function withDates(json: PromotionJson): Selectable<PromotionTable> {
  return {
    ...json,
    starts_at: json.starts_at === null ? null : new Date(json.starts_at),
    ends_at: json.ends_at === null ? null : new Date(json.ends_at),
    created_at: new Date(json.created_at),
    updated_at: new Date(json.updated_at),
  };
}

export interface SkuToShip {
  sku: string;
  priceAmount: number;
  currency: string;
  requiresShipping: boolean;
  defaultWeightGrams: number | null;
  tariffs: ShippingTariff[];
}

/** What shipping one piece of each SKU to the country may cost. SKUs without a price are not in the answer. */
export async function findSkusToShip(db: Db, skus: readonly string[], country: string): Promise<SkuToShip[]> {
  const { rows } = await sql<SkuToShip>`
    with tariffs as (
      select t.currency, jsonb_agg(t.tariff order by t.position, t.code) as tariffs
      from (${tariffsTo(country)}) t group by t.currency
    )
    select s.sku, s.price_amount as "priceAmount", s.currency, s.requires_shipping as "requiresShipping",
           (select default_weight_grams from shop_settings) as "defaultWeightGrams",
           coalesce(t.tariffs, '[]') as tariffs
    from sku_catalog s left join tariffs t on t.currency = s.currency
    where s.sku = any(${skus}::text[]) and s.price_amount is not null`.execute(db);
  return rows;
}

/** A row for each method and currency that is offered to the country. */
function tariffsTo(country: string | null) {
  return sql`
    select z.currency, m.position, m.code, jsonb_build_object(
      'code', m.code,
      'label', m.label,
      'freeFrom', z.free_from,
      'steps', (
        select coalesce(jsonb_agg(jsonb_build_object('upToGrams', s.up_to_grams, 'price', s.price)
                                  order by s.up_to_grams), '[]')
        from shipping_steps s where s.method = z.method and s.zone = z.zone)
    ) as tariff
    from shipping_zone_countries c
    join shipping_zones z on z.method = c.method and z.zone = c.zone
    join shipping_methods m on m.code = c.method
    where c.country = ${country} and m.active`;
}
