import { pruneRows, type Pruned } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

export interface PromotionCustomer {
  /** Null: a guest. */
  userId: string | null;
  /** Null: not known yet. */
  addressHash: string | null;
}

/**
 * Counts one more use and holds the promotion's row until the transaction ends, so that others who want the same code
 * wait. Undefined where the promotion does not hold any more or is used up; else its limit per customer.
 */
export async function raiseUsed(trx: Trx, code: string): Promise<{ maxUsesPerCustomer: number | null } | undefined> {
  const row = await trx
    .updateTable('promotions')
    .set({ used: sql`used + 1` })
    .where('code', '=', code)
    .where('active', '=', true)
    .where(sql<boolean>`coalesce(starts_at <= now(), true)`)
    .where(sql<boolean>`coalesce(ends_at > now(), true)`)
    .where(sql<boolean>`coalesce(used < max_uses, true)`)
    .returning('max_uses_per_customer')
    .executeTakeFirst();
  return row && { maxUsesPerCustomer: row.max_uses_per_customer };
}

/**
 * A statement of its own after `raiseUsed`: it must see what those before it in the queue have committed. False where the
 * customer, by account or by address, has used the code as often as is allowed.
 */
export async function insertUse(
  trx: Trx,
  use: { orderId: string; code: string; customer: PromotionCustomer & { addressHash: string }; limit: number | null },
): Promise<boolean> {
  const { orderId, code, customer, limit } = use;
  const { numAffectedRows } = await sql`
    insert into promotion_uses (order_id, code, user_id, address_hash)
    select ${orderId}::uuid, ${code}::text, ${customer.userId}::uuid, ${customer.addressHash}::text
    where ${limit}::int is null or ${limit}::int > (${usesOf(code, customer)})`.execute(trx);
  return (numAffectedRows ?? 0n) > 0n;
}

/** How often this account or this address has used the code; a subquery. */
export function usesOf(code: string, { userId, addressHash }: PromotionCustomer) {
  return sql<number>`
    select count(*)::int from promotion_uses u
    where u.code = ${code} and (u.user_id = ${userId}::uuid or u.address_hash = ${addressHash}::text)`;
}

/** Takes back the order's use of a promotion, if it has one. */
export async function deleteUse(trx: Trx, orderId: string): Promise<void> {
  await sql`
    with freed as (delete from promotion_uses where order_id = ${orderId}::uuid returning code)
    update promotions p set used = used - 1 from freed where p.code = freed.code`.execute(trx);
}

/** Deletes the uses of promotions that ended 90 days ago, in batches; the promotion keeps its count. */
export async function pruneUses(db: Db, signal?: AbortSignal): Promise<Pruned> {
  return pruneRows(db, {
    table: 'promotion_uses',
    column: 'used_at',
    before: sql`now() - interval '90 days'`,
    where: sql`code in (select code from promotions where ends_at < now() - interval '90 days')`,
    signal,
  });
}
