import { sql, type Selectable } from 'kysely';
import type { Db, Trx } from '../database.ts';
import type { TaxRate } from '../pricing/tax.ts';
import type { TaxClass } from '../sku-catalog/sku.ts';
import type { TaxRateTable } from './tax-rates.table.ts';

export interface SavedTaxRate extends TaxRate {
  version: number;
}

export type TaxRateKey = Pick<TaxRate, 'country' | 'region' | 'taxClass'>;

export async function findTaxRate(db: Db, key: TaxRateKey): Promise<SavedTaxRate | null> {
  const row = await db.selectFrom('tax_rates').selectAll().where(isRate(key)).executeTakeFirst();
  return row === undefined ? null : rateOf(row);
}

/** As findTaxRate; others who would change it wait for the end of the transaction. */
export async function lockTaxRate(trx: Trx, key: TaxRateKey): Promise<SavedTaxRate | null> {
  const row = await trx.selectFrom('tax_rates').selectAll().where(isRate(key)).forUpdate().executeTakeFirst();
  return row === undefined ? null : rateOf(row);
}

/** The place of a row in the list: what it is sorted by. */
export type TaxRatePlace = readonly [country: string, region: string, taxClass: TaxClass];

/** By country, region and class, up to `limit` behind `after`. */
export async function findTaxRates(
  db: Db,
  page: { country: string | null; after: TaxRatePlace | null; limit: number },
): Promise<SavedTaxRate[]> {
  const { country, after, limit } = page;
  const rows = await db
    .selectFrom('tax_rates')
    .selectAll()
    .$if(country !== null, (query) => query.where('country', '=', country))
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(country, region, tax_class) > (${after?.[0]}, ${after?.[1]}, ${after?.[2]})`),
    )
    .orderBy('country')
    .orderBy('region')
    .orderBy('tax_class')
    .limit(limit)
    .execute();
  return rows.map(rateOf);
}

/** Null where there is such a rate already. */
export async function insertTaxRate(db: Db, rate: TaxRate): Promise<SavedTaxRate | null> {
  const row = await db
    .insertInto('tax_rates')
    .values({
      country: rate.country,
      region: rate.region ?? '',
      tax_class: rate.taxClass,
      basis_points: rate.basisPoints,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : rateOf(row);
}

/** Null where it has another version by now, or is gone. */
export async function updateTaxRate(db: Db, rate: TaxRate, version: number): Promise<SavedTaxRate | null> {
  const row = await db
    .updateTable('tax_rates')
    .set({ basis_points: rate.basisPoints, version: sql`version + 1`, updated_at: sql`now()` })
    .where(isRate(rate))
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : rateOf(row);
}

/** The rate that was deleted; null where it has another version by now, or is gone. */
export async function removeTaxRate(db: Db, key: TaxRateKey, version: number): Promise<SavedTaxRate | null> {
  const row = await db
    .deleteFrom('tax_rates')
    .where(isRate(key))
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : rateOf(row);
}

const isRate = ({ country, region, taxClass }: TaxRateKey) =>
  sql<boolean>`country = ${country} and region = ${region ?? ''} and tax_class = ${taxClass}`;

function rateOf(row: Selectable<TaxRateTable>): SavedTaxRate {
  return {
    country: row.country,
    region: row.region || null,
    taxClass: row.tax_class,
    basisPoints: row.basis_points,
    version: row.version,
  };
}
