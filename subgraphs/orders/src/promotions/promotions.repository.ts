import { sql, type Insertable, type Selectable } from 'kysely';
import type { Db, Trx } from '../database.ts';
import type { Amount, Benefit, Promotion } from '../pricing/discount.ts';
import type { PromotionTable } from './promotions.table.ts';

export interface SavedPromotion extends Promotion {
  version: number;
  createdAt: Date;
}

/** What staff decide of a promotion; the rest is counted. */
export type PromotionTerms = Omit<Promotion, 'used'>;

export async function findPromotion(db: Db, code: string): Promise<SavedPromotion | null> {
  const row = await db.selectFrom('promotions').selectAll().where('code', '=', code).executeTakeFirst();
  return row === undefined ? null : promotionOf(row);
}

/** As findPromotion; others who would change or use it wait for the end of the transaction. */
export async function lockPromotion(trx: Trx, code: string): Promise<SavedPromotion | null> {
  const row = await trx.selectFrom('promotions').selectAll().where('code', '=', code).forUpdate().executeTakeFirst();
  return row === undefined ? null : promotionOf(row);
}

export interface PromotionPlace {
  createdAt: Date;
  code: string;
}

/** Newest first, up to `limit` behind `after`. */
export async function findPromotions(
  db: Db,
  page: { active: boolean | null; after: PromotionPlace | null; limit: number },
): Promise<SavedPromotion[]> {
  const { active, after, limit } = page;
  const rows = await db
    .selectFrom('promotions')
    .selectAll()
    .$if(active !== null, (query) => query.where('active', '=', active))
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(created_at, code) < (${after?.createdAt}::timestamptz, ${after?.code})`),
    )
    .orderBy('created_at', 'desc')
    .orderBy('code', 'desc')
    .limit(limit)
    .execute();
  return rows.map(promotionOf);
}

/** Null where there is such a promotion already. */
export async function insertPromotion(db: Db, terms: PromotionTerms): Promise<SavedPromotion | null> {
  const row = await db
    .insertInto('promotions')
    .values({ code: terms.code, ...columnsOf(terms) })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : promotionOf(row);
}

/** Null where it has another version by now, or there is none. Uses raise no version. */
export async function updatePromotion(db: Db, terms: PromotionTerms, version: number): Promise<SavedPromotion | null> {
  const row = await db
    .updateTable('promotions')
    .set({ ...columnsOf(terms), version: sql`version + 1`, updated_at: sql`now()` })
    .where('code', '=', terms.code)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : promotionOf(row);
}

function columnsOf(terms: PromotionTerms): Omit<Insertable<PromotionTable>, 'code' | 'used'> {
  const { benefit, minimum } = terms;
  return {
    basis_points: benefit.kind === 'percentage' ? benefit.basisPoints : null,
    amount: benefit.kind === 'amount' ? benefit.amount : null,
    currency: benefit.kind === 'amount' ? benefit.currency : null,
    free_shipping: benefit.kind === 'free_shipping',
    starts_at: terms.startsAt,
    ends_at: terms.endsAt,
    max_uses: terms.maxUses,
    max_uses_per_customer: terms.maxUsesPerCustomer,
    minimum_amount: minimum?.amount ?? null,
    minimum_currency: minimum?.currency ?? null,
    active: terms.active,
  };
}

export function promotionOf(row: Selectable<PromotionTable>): SavedPromotion {
  return {
    code: row.code,
    benefit: benefitOf(row),
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    maxUses: row.max_uses,
    maxUsesPerCustomer: row.max_uses_per_customer,
    minimum: amountOf(row.minimum_amount, row.minimum_currency),
    used: row.used,
    active: row.active,
    version: row.version,
    createdAt: row.created_at,
  };
}

function benefitOf({ basis_points, amount, currency }: Selectable<PromotionTable>): Benefit {
  if (basis_points !== null) return { kind: 'percentage', basisPoints: basis_points };
  const off = amountOf(amount, currency);
  return off === null ? { kind: 'free_shipping' } : { kind: 'amount', ...off };
}

function amountOf(amount: number | null, currency: string | null): Amount | null {
  return amount === null || currency === null ? null : { amount, currency };
}
