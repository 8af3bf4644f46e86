import { sql, type RawBuilder } from 'kysely';
import type { Db, Trx } from '../database.ts';

export interface ShippingStep {
  upToGrams: number;
  price: number;
}

export interface ShippingZone {
  countries: string[];
  currency: string;
  freeFrom: number | null;
  steps: ShippingStep[];
}

export interface ShippingMethod {
  code: string;
  label: string;
  position: number;
  active: boolean;
  zones: ShippingZone[];
}

export interface SavedShippingMethod extends ShippingMethod {
  version: number;
}

/** All methods with their zones, in the order in which they are shown: one round trip. */
export async function findMethods(db: Db): Promise<SavedShippingMethod[]> {
  return readMethods(db, sql``);
}

/** The method with its zones; others who would change it wait for the end of the transaction. */
export async function lockMethod(trx: Trx, code: string): Promise<SavedShippingMethod | null> {
  const row = await trx
    .selectFrom('shipping_methods')
    .select('code')
    .where('code', '=', code)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return null;
  const [method] = await readMethods(trx, sql`where m.code = ${code}`);
  return method ?? null;
}

async function readMethods(db: Db, which: RawBuilder<unknown>): Promise<SavedShippingMethod[]> {
  const { rows } = await sql<SavedShippingMethod>`
    select m.code, m.label, m.position, m.active, m.version, coalesce(z.zones, '[]') as zones
    from shipping_methods m
    left join lateral (
      select jsonb_agg(jsonb_build_object(
        'countries', (
          select jsonb_agg(c.country order by c.country) from shipping_zone_countries c
          where c.method = z.method and c.zone = z.zone),
        'currency', z.currency,
        'freeFrom', z.free_from,
        'steps', (
          select jsonb_agg(jsonb_build_object('upToGrams', s.up_to_grams, 'price', s.price) order by s.up_to_grams)
          from shipping_steps s where s.method = z.method and s.zone = z.zone)
      ) order by z.zone) as zones
      from shipping_zones z where z.method = m.code
    ) z on true
    ${which}
    order by m.position, m.code`.execute(db);
  return rows;
}

/** The version of the method; null where there is none. */
export async function findMethodVersion(db: Db, code: string): Promise<number | null> {
  const row = await db.selectFrom('shipping_methods').select('version').where('code', '=', code).executeTakeFirst();
  return row?.version ?? null;
}

/** Null where there is such a method already. */
export async function insertMethod(trx: Trx, method: ShippingMethod): Promise<number | null> {
  const row = await trx
    .insertInto('shipping_methods')
    .values({ code: method.code, label: method.label, position: method.position, active: method.active })
    .onConflict((conflict) => conflict.doNothing())
    .returning('version')
    .executeTakeFirst();
  return row?.version ?? null;
}

/** Null where it has another version by now, or there is none. */
export async function updateMethod(trx: Trx, method: ShippingMethod, version: number): Promise<number | null> {
  const { code, label, position, active } = method;
  const row = await trx
    .updateTable('shipping_methods')
    .set({ label, position, active, version: sql`version + 1`, updated_at: sql`now()` })
    .where('code', '=', code)
    .where('version', '=', version)
    .returning('version')
    .executeTakeFirst();
  return row?.version ?? null;
}

/** Puts these zones in the place of all that the method had. The caller holds the method's row. */
export async function replaceZones(trx: Trx, { code, zones }: ShippingMethod): Promise<void> {
  await trx.deleteFrom('shipping_zones').where('method', '=', code).execute();
  if (zones.length === 0) return;
  const numbered = zones.map((zone, at) => ({ ...zone, zone: at }));
  await trx
    .insertInto('shipping_zones')
    .values(numbered.map(({ zone, currency, freeFrom }) => ({ method: code, zone, currency, free_from: freeFrom })))
    .execute();
  await trx
    .insertInto('shipping_zone_countries')
    .values(
      numbered.flatMap(({ zone, currency, countries }) =>
        countries.map((country) => ({ country, currency, method: code, zone })),
      ),
    )
    .execute();
  await trx
    .insertInto('shipping_steps')
    .values(
      numbered.flatMap(({ zone, steps }) =>
        steps.map(({ upToGrams, price }) => ({ method: code, zone, up_to_grams: upToGrams, price })),
      ),
    )
    .execute();
}

export async function countMethods(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('shipping_methods')
    .select(sql<number>`count(*)::int`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}
