import { newId } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { followUpsOf, isCallOpen, type FollowUp, type Payment } from './payment.ts';
import { callProvider, commandPayment, lookUp, strayCall, type PaymentChange } from './payments.service.ts';
import { lockPayment, postponeSettling, takeUnsettled } from './payments.repository.ts';
import type { PaymentProvider } from './provider/provider.ts';

const CALL_MS = 8_000;
/** Longer than a look-up and a few calls for one payment: what this worker has is not taken by another. */
const LEASE_SECONDS = 120;
const PER_ROUND = 20;

/**
 * Looks after payments that were given up: asks for unknown outcomes, voids what is authorised, refunds what was captured,
 * also of strays. Takes one after the other, each under a lease.
 * @returns how many were taken
 */
export async function settlePayments(
  db: Db,
  providerOf: (name: Payment['provider']) => PaymentProvider | undefined,
  o: { onError: (error: unknown, paymentId: string) => void },
): Promise<number> {
  for (let taken = 0; taken < PER_ROUND; taken++) {
    const id = await takeUnsettled(db, LEASE_SECONDS);
    if (id === null) return taken;
    try {
      await settlePayment(db, providerOf, id);
    } catch (error) {
      // Its lease passes, then it is its turn again.
      o.onError(error, id);
    }
  }
  return PER_ROUND;
}

/** Does for one payment that was given up what is left to be done at its provider. */
export async function settlePayment(
  db: Db,
  providerOf: (name: Payment['provider']) => PaymentProvider | undefined,
  paymentId: string,
): Promise<void> {
  let payment = await db.transaction().execute((trx) => lockPayment(trx, paymentId));
  const provider = payment && providerOf(payment.provider);
  if (!payment || !provider) return;
  if (isCallOpen(payment))
    payment = (await lookUp(db, provider, { paymentId, deadlineMs: CALL_MS }))?.change.after ?? payment;
  if (isCallOpen(payment)) return;
  for (const due of followUpsOf(payment)) {
    if (due.reference === payment.reference) {
      const command =
        due.type === 'void'
          ? ({ type: 'void' } as const)
          : ({ type: 'refund', refundId: due.refundId ?? newId(), amount: due.amount } as const);
      await callProvider(db, provider, { paymentId, command, deadlineMs: CALL_MS });
    } else await settleStray(db, provider, payment, due);
  }
  await postponeSettling(db, paymentId);
}

/** What the provider answers is seen as an event would be. */
async function settleStray(
  db: Db,
  provider: PaymentProvider,
  { id, currency }: Payment,
  due: FollowUp,
): Promise<PaymentChange | null> {
  const { reference } = due;
  const call = strayCall(CALL_MS);
  const outcome =
    due.type === 'void'
      ? await provider.void({ reference }, call)
      : await provider.refund({ paymentId: id, reference, refundId: newId(), amount: due.amount, currency }, call);
  if (outcome.kind === 'unknown' || outcome.report === null) return null;
  const command = { type: 'observe', report: outcome.report } as const;
  const seen = await db.transaction().execute((trx) => commandPayment(trx, id, command));
  return seen.kind === 'changed' ? seen.change : null;
}
