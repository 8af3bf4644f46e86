import { sql, type Selectable } from 'kysely';
import type { Db } from '../database.ts';
import type { CategoryStep, SkuCatalogTable } from './sku-catalog.table.ts';

/** What the SKUs of a product share: sent once for all of them. */
export interface ProductCopy {
  product_id: string;
  version: number;
  product_name: string;
  category_path: CategoryStep[];
}

export interface SkuCopy {
  sku: string;
  product_id: string;
  variant_name: string;
  image_url: string | null;
  price_amount: number | null;
  currency: string | null;
  weight_grams: number | null;
  tax_class: 'STANDARD' | 'REDUCED' | 'ZERO';
  purchasable: boolean;
}

/**
 * Takes over the products that are newer than what is held, with all of their SKUs, in one statement: a SKU that the newer
 * product lacks is no longer purchasable. Older and repeated versions change nothing. Each product may occur once.
 * Returns the SKUs that are new or belong to another product than before.
 */
export async function upsertNewerProducts(
  db: Db,
  products: readonly ProductCopy[],
  skus: readonly SkuCopy[],
): Promise<string[]> {
  const { rows } = await sql<{ sku: string }>`
    with told as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(products)}::jsonb)
             as r (product_id text, version int, product_name text, category_path jsonb)
    ), newer as (
      insert into sku_catalog_products as p (product_id, version)
      select product_id, version from told
      order by product_id
      on conflict (product_id) do update set version = excluded.version where p.version < excluded.version
      returning product_id, version
    ), sold as materialized (
      -- a SKU named by two products belongs to the one that sells it
      select distinct on (r.sku) r.*, t.product_name, t.category_path, n.version
      from jsonb_to_recordset(${JSON.stringify(skus)}::jsonb) as r (
        sku text, product_id text, variant_name text, image_url text, price_amount bigint, currency text,
        weight_grams int, tax_class text, purchasable boolean)
      join newer n using (product_id)
      join told t using (product_id)
      order by r.sku, r.purchasable desc, r.product_id
    ), withdrawn as (
      update sku_catalog s set purchasable = false, version = n.version, updated_at = now()
      from newer n
      where s.product_id = n.product_id and not exists (select from sold where sold.sku = s.sku)
    ), before as materialized (
      select s.sku, s.product_id from sku_catalog s join sold using (sku)
    ), written as (
      insert into sku_catalog as s (sku, product_id, product_name, variant_name, image_url, price_amount, currency,
                                    weight_grams, tax_class, category_path, purchasable, version)
      select sku, product_id, product_name, variant_name, image_url, price_amount, currency,
             weight_grams, tax_class, category_path, purchasable, version
      from sold order by sku
      on conflict (sku) do update set
        product_id = excluded.product_id, product_name = excluded.product_name, variant_name = excluded.variant_name,
        image_url = excluded.image_url, price_amount = excluded.price_amount, currency = excluded.currency,
        weight_grams = excluded.weight_grams, tax_class = excluded.tax_class, category_path = excluded.category_path,
        purchasable = excluded.purchasable, version = excluded.version, updated_at = now()
      where s.product_id = excluded.product_id or excluded.purchasable or not s.purchasable
      returning s.sku, s.product_id
    )
    select w.sku from written w left join before b using (sku)
    where b.product_id is distinct from w.product_id order by w.sku`.execute(db);
  return rows.map((row) => row.sku);
}

/** SKUs that the catalog never told of are not in the answer. */
export async function findSkus(db: Db, skus: readonly string[]): Promise<Selectable<SkuCatalogTable>[]> {
  return db
    .selectFrom('sku_catalog')
    .selectAll()
    .where('sku', '=', sql<string>`any(${skus}::text[])`)
    .execute();
}

export async function countRows(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('sku_catalog')
    .select(sql<number>`count(*)::int`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

export interface SkuState {
  sku: string;
  productId: string;
  /** The version of its product that is held. */
  version: number;
  purchasable: boolean;
  /** null where the SKU was never stocked */
  available: number | null;
}

export async function findSkuStates(db: Db, skus: readonly string[]): Promise<SkuState[]> {
  return db
    .selectFrom('sku_catalog as s')
    .innerJoin('sku_catalog_products as p', 'p.product_id', 's.product_id')
    .leftJoin('inventory as i', 'i.sku', 's.sku')
    .select(['s.sku', 's.product_id as productId', 'p.version', 's.purchasable'])
    .select(sql<number | null>`i.on_hand - i.reserved`.as('available'))
    .where('s.sku', '=', sql<string>`any(${skus}::text[])`)
    .execute();
}

/** SKUs after `after`, in their order, that the catalog knows and that were never stocked. */
export async function findSkusWithoutStock(db: Db, after: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('sku_catalog as s')
    .leftJoin('inventory as i', 'i.sku', 's.sku')
    .select('s.sku')
    .where('i.sku', 'is', null)
    .where('s.sku', '>', after)
    .orderBy('s.sku')
    .limit(limit)
    .execute();
  return rows.map((row) => row.sku);
}
