import { newId } from '@quartet/service-kit';
import { newPayment } from '../../src/payments/payment.ts';
import type { Observation, PaymentReport } from '../../src/payments/provider/provider.ts';

export const AMOUNT = 2_489;
export const REF = 'ref-1';
export const fresh = newPayment({
  id: newId(),
  orderId: newId(),
  provider: 'sandbox',
  amount: AMOUNT,
  currency: 'EUR',
});

export const reportOf = (reference: string, ...observations: Observation[]): PaymentReport => ({
  paymentId: fresh.id,
  reference,
  currency: 'EUR',
  observations,
});
export const authorised: Observation = { type: 'authorised', amount: AMOUNT, expiresAt: null };
export const captured: Observation = { type: 'captured', amount: AMOUNT };
export const voided: Observation = { type: 'voided' };
export const declined: Observation = { type: 'declined', reason: 'card_declined' };
export const action: Observation = { type: 'action_required', url: 'https://bank.example', clientSecret: null };
export const refunded = (refundId: string, amount: number, status: 'PENDING' | 'SUCCEEDED' | 'FAILED' = 'SUCCEEDED') =>
  ({ type: 'refund', refundId, reference: `re-${refundId}`, amount, status }) as const;
