import { sql } from 'kysely';
import type { Db } from '../database.ts';
import type { CatalogSku, ProductCopy, SkuCopy, SkuState } from './sku.ts';

/**
 * Stores the products that are newer than the stored ones, with all of their SKUs, in one statement: a SKU that the newer
 * product lacks is no longer purchasable. Older and repeated versions change nothing. Each product may occur once.
 * @returns the SKUs that are new or belong to another product than before
 */
export async function upsertNewerProducts(
  db: Db,
  products: readonly ProductCopy[],
  skus: readonly SkuCopy[],
): Promise<string[]> {
  const { rows } = await sql<{ sku: string }>`
    with published as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(products.map(toProductRow))}::jsonb)
             as r (product_id text, version int, product_name text, category_path jsonb)
    ), newer as (
      insert into sku_catalog_products as p (product_id, version)
      select product_id, version from published
      order by product_id
      on conflict (product_id) do update set version = excluded.version where p.version < excluded.version
      returning product_id, version
    ), sold as materialized (
      -- a SKU named by two products belongs to the one that sells it
      select distinct on (r.sku) r.*, t.product_name, t.category_path, n.version
      from jsonb_to_recordset(${JSON.stringify(skus.map(toSkuRow))}::jsonb) as r (
        sku text, product_id text, variant_name text, image_url text, price_amount bigint, currency text,
        weight_grams int, tax_class text, requires_shipping boolean, purchasable boolean)
      join newer n using (product_id)
      join published t using (product_id)
      order by r.sku, r.purchasable desc, r.product_id
    ), withdrawn as (
      update sku_catalog s set purchasable = false, version = n.version, updated_at = now()
      from newer n
      where s.product_id = n.product_id and not exists (select from sold where sold.sku = s.sku)
    ), before as materialized (
      select s.sku, s.product_id from sku_catalog s join sold using (sku)
    ), written as (
      insert into sku_catalog as s (sku, product_id, product_name, variant_name, image_url, price_amount, currency,
                                    weight_grams, tax_class, requires_shipping, category_path, purchasable, version)
      select sku, product_id, product_name, variant_name, image_url, price_amount, currency,
             weight_grams, tax_class, requires_shipping, category_path, purchasable, version
      from sold order by sku
      on conflict (sku) do update set
        product_id = excluded.product_id, product_name = excluded.product_name, variant_name = excluded.variant_name,
        image_url = excluded.image_url, price_amount = excluded.price_amount, currency = excluded.currency,
        weight_grams = excluded.weight_grams, tax_class = excluded.tax_class,
        requires_shipping = excluded.requires_shipping, category_path = excluded.category_path,
        purchasable = excluded.purchasable, version = excluded.version, updated_at = now()
      where s.product_id = excluded.product_id or excluded.purchasable or not s.purchasable
      returning s.sku, s.product_id
    )
    select w.sku from written w left join before b using (sku)
    where b.product_id is distinct from w.product_id order by w.sku`.execute(db);
  return rows.map((row) => row.sku);
}

const toProductRow = ({ productId, version, productName, categoryPath }: ProductCopy) => ({
  product_id: productId,
  version,
  product_name: productName,
  category_path: categoryPath,
});

const toSkuRow = (copy: SkuCopy) => ({
  sku: copy.sku,
  product_id: copy.productId,
  variant_name: copy.variantName,
  image_url: copy.imageUrl,
  price_amount: copy.price?.amount ?? null,
  currency: copy.price?.currency ?? null,
  weight_grams: copy.weightGrams,
  tax_class: copy.taxClass,
  requires_shipping: copy.requiresShipping,
  purchasable: copy.purchasable,
});

/** What is known of these SKUs, by SKU; those that the catalog never published are not in the result. */
export async function findSkus(db: Db, skus: readonly string[]): Promise<Map<string, CatalogSku>> {
  const rows = await db
    .selectFrom('sku_catalog')
    .selectAll()
    .where('sku', '=', sql<string>`any(${skus}::text[])`)
    .execute();
  return new Map(
    rows.map((row): [string, CatalogSku] => [
      row.sku,
      {
        sku: row.sku,
        productId: row.product_id,
        productName: row.product_name,
        variantName: row.variant_name,
        imageUrl: row.image_url,
        price:
          row.price_amount === null || row.currency === null
            ? null
            : { amount: row.price_amount, currency: row.currency },
        weightGrams: row.weight_grams,
        taxClass: row.tax_class,
        requiresShipping: row.requires_shipping,
        categoryPath: row.category_path,
        purchasable: row.purchasable,
      },
    ]),
  );
}

/** How many SKUs the catalog has published so far. */
export async function countSkus(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('sku_catalog')
    .select(sql<number>`count(*)::int`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** What is stored of these SKUs and their stock, by SKU; those that the catalog never published are not in the result. */
export async function findSkuStates(db: Db, skus: readonly string[]): Promise<Map<string, SkuState>> {
  const rows = await db
    .selectFrom('sku_catalog as s')
    .innerJoin('sku_catalog_products as p', 'p.product_id', 's.product_id')
    .leftJoin('inventory as i', 'i.sku', 's.sku')
    .select(['s.sku', 's.product_id as productId', 'p.version', 's.purchasable'])
    .select(sql<number | null>`i.on_hand - i.reserved`.as('available'))
    .where('s.sku', '=', sql<string>`any(${skus}::text[])`)
    .execute();
  return new Map(rows.map((row) => [row.sku, row]));
}

/** A page of the SKUs that the catalog has published and that were never stocked, in SKU order; start with after = ''. */
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
