import { sql, type Insertable, type Selectable } from 'kysely';
import type { Db, Trx } from '../database.ts';
import {
  followUpsOf,
  isCallOpen,
  refundedOf,
  statusOf,
  type Action,
  type Payment,
  type PaymentSummary,
} from './payment.ts';
import type { PaymentRefundTable, PaymentTable } from './payments.table.ts';

/** Payments of these orders, the first one first. */
export async function findPaymentsOfOrders(
  db: Db,
  orderIds: readonly string[],
): Promise<Map<string, PaymentSummary[]>> {
  const rows = await db
    .selectFrom('payments')
    .select(['id', 'order_id as orderId', 'provider', 'provider_ref as providerReference', 'currency', 'amount'])
    .select(['captured', 'refunded', 'status', 'created_at as createdAt'])
    .where('order_id', '=', sql<string>`any(${orderIds}::uuid[])`)
    .orderBy('order_id')
    .orderBy('id')
    .execute();
  return Map.groupBy(rows, (row) => row.orderId);
}

/**
 * A payment of which nothing was heard yet; `isCall`: a call of the provider begins now. False where there is a payment of
 * this id already.
 */
export async function insertPayment(trx: Trx, payment: Payment, { isCall }: { isCall: boolean }): Promise<boolean> {
  const { id, orderId, provider, amount, currency, attempt, lastCall } = payment;
  const inserted = await trx
    .insertInto('payments')
    .values({
      id,
      order_id: orderId,
      provider,
      amount,
      currency,
      status: statusOf(payment),
      strays: '{}',
      attempt,
      call_operation: lastCall?.operation ?? null,
      call_state: lastCall?.state ?? null,
      called_at: isCall ? sql<Date>`clock_timestamp()` : null,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Locks the order of a payment, for a transaction that locks the payment next: see commandOrder. */
export async function lockOrderOf(trx: Trx, payment: { id: string } | { reference: string }): Promise<void> {
  const where = 'id' in payment ? sql`id = ${payment.id}` : sql`provider_ref = ${payment.reference}`;
  await sql`
    select from orders where id = (select order_id from payments where ${where}) for no key update`.execute(trx);
}

/** The payment, for a transaction that may change it, in one round trip: others wait for its end. */
export async function lockPayment(trx: Trx, id: string): Promise<Payment | null> {
  const [row, refunds] = await Promise.all([
    trx.selectFrom('payments').selectAll().where('id', '=', id).forUpdate().executeTakeFirst(),
    findRefunds(trx, id),
  ]);
  return row ? toPayment(row, refunds) : null;
}

/** The payment as it was last committed. */
export async function findPayment(db: Db, id: string): Promise<Payment | null> {
  const row = await db.selectFrom('payments').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? toPayment(row, await findRefunds(db, row.id)) : null;
}

/** Where the customer approves the order's payment; null where nothing waits for that. */
export async function findActionOfOrder(db: Db, orderId: string): Promise<Action | null> {
  const row = await db
    .selectFrom('payments')
    .select('action')
    .where('order_id', '=', orderId)
    .where('status', '=', 'ACTION_REQUIRED')
    .executeTakeFirst();
  return row?.action ?? null;
}

/** The payment with the provider's reference, for a transaction that may change it. */
export async function lockPaymentOfReference(trx: Trx, reference: string): Promise<Payment | null> {
  const row = await trx
    .selectFrom('payments')
    .selectAll()
    .where('provider_ref', '=', reference)
    .forUpdate()
    .executeTakeFirst();
  return row ? toPayment(row, await findRefunds(trx, row.id)) : null;
}

export async function hasPaymentOfReference(db: Db, reference: string): Promise<boolean> {
  const row = await db.selectFrom('payments').select('id').where('provider_ref', '=', reference).executeTakeFirst();
  return row !== undefined;
}

/** The time of the last call, or of the payment where there was none: where a provider is searched by time. */
export async function findCallTime(db: Db, id: string): Promise<Date | null> {
  const row = await db
    .selectFrom('payments')
    .select((eb) => eb.fn.coalesce('called_at', 'created_at').as('at'))
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.at ?? null;
}

/** Writes what changed between the two; the caller holds the lock. `isCall`: a call of the provider begins now. */
export async function savePayment(
  trx: Trx,
  { before, after, isCall }: { before: Payment; after: Payment; isCall: boolean },
): Promise<void> {
  const { lastCall } = after;
  await trx
    .updateTable('payments')
    .set({
      provider_ref: after.reference,
      status: statusOf(after),
      attempt: after.attempt,
      call_operation: lastCall?.operation ?? null,
      call_refund_id: lastCall?.refundId ?? null,
      call_state: lastCall?.state ?? null,
      ...(isCall && { called_at: sql<Date>`clock_timestamp()` }),
      action: after.action ? JSON.stringify(after.action) : null,
      authorised: after.authorised,
      authorised_until: after.authorisedUntil,
      captured: after.captured,
      refunded: refundedOf(after),
      is_voided: after.isVoided,
      decline_reason: after.declineReason,
      capture_failure: after.captureFailure,
      is_cancelled: after.isCancelled,
      strays: JSON.stringify(Object.fromEntries(after.strays)),
      settle_at: settleTime(after),
      version: sql<number>`version + 1`,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', after.id)
    .execute();
  const refunds = [...after.refunds].filter(([id, refund]) => before.refunds.get(id) !== refund);
  if (refunds.length > 0) await saveRefunds(trx, after.id, refunds);
}

async function saveRefunds(trx: Trx, paymentId: string, refunds: [string, Refund][]): Promise<void> {
  const rows = refunds.map(([id, { reference, amount, status }]): Insertable<PaymentRefundTable> => {
    return { payment_id: paymentId, refund_id: id, provider_ref: reference, amount, status };
  });
  await trx
    .insertInto('payment_refunds')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['payment_id', 'refund_id']).doUpdateSet((eb) => ({
        provider_ref: eb.ref('excluded.provider_ref'),
        status: eb.ref('excluded.status'),
      })),
    )
    .execute();
}

/** While a call runs, its own process goes on with it; a worker looks only after that process must be gone. */
const AFTER_RUNNING = sql<Date>`now() + interval '60 seconds'`;
/** Doubles with each attempt, up to half an hour. */
const backOff = (attempt: number) =>
  sql<Date>`now() + least(interval '1 second' * power(2, least(${attempt}::int, 11)), interval '30 minutes')`;

/** When a worker has to look after the payment; null: never, all is as it should be. */
function settleTime(payment: Payment) {
  const isGivenUp = payment.isCancelled || payment.captureFailure !== null;
  if (isGivenUp && isCallOpen(payment)) {
    return payment.lastCall?.state === 'RUNNING' ? AFTER_RUNNING : backOff(payment.attempt);
  }
  if (followUpsOf(payment).length === 0) return null;
  return payment.lastCall?.state === 'NOT_DONE' ? backOff(payment.attempt) : sql<Date>`now()`;
}

/** Takes a payment that has to be looked after, for `leaseSeconds`: until then no other worker takes it. */
export async function takeUnsettled(db: Db, leaseSeconds: number): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    update payments set settle_at = now() + interval '1 second' * ${leaseSeconds}
    where id = (
      select id from payments where settle_at <= now() order by settle_at limit 1 for update skip locked)
    returning id`.execute(db);
  return rows[0]?.id ?? null;
}

/** What the provider did not do is tried again later and later: after 4 s at least, half an hour at most. */
export async function postponeSettling(db: Db, id: string): Promise<void> {
  await db
    .updateTable('payments')
    .set({
      settle_at: sql<Date>`now() + least(interval '2 seconds' * power(2, least(attempt, 10)), interval '30 minutes')`,
    })
    .where('id', '=', id)
    .where('settle_at', 'is not', null)
    .execute();
}

type Refund = Payment['refunds'] extends ReadonlyMap<string, infer R> ? R : never;

async function findRefunds(trx: Db, paymentId: string): Promise<Map<string, Refund>> {
  const rows = await trx
    .selectFrom('payment_refunds')
    .select(['refund_id', 'provider_ref as reference', 'amount', 'status'])
    .where('payment_id', '=', paymentId)
    .execute();
  return new Map(rows.map(({ refund_id: id, ...refund }) => [id, refund]));
}

function toPayment(row: Selectable<PaymentTable>, refunds: Payment['refunds']): Payment {
  const { call_operation: operation, call_state: state } = row;
  return {
    id: row.id,
    orderId: row.order_id,
    provider: row.provider,
    amount: row.amount,
    currency: row.currency,
    reference: row.provider_ref,
    attempt: row.attempt,
    lastCall: operation === null || state === null ? null : { operation, refundId: row.call_refund_id, state },
    action: row.action,
    authorised: row.authorised,
    authorisedUntil: row.authorised_until,
    captured: row.captured,
    isVoided: row.is_voided,
    declineReason: row.decline_reason,
    captureFailure: row.capture_failure,
    refunds,
    isCancelled: row.is_cancelled,
    strays: new Map(Object.entries(row.strays)),
  };
}
