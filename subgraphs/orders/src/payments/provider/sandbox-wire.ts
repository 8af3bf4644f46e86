import { z } from 'zod';
import { DECLINE_REASONS, type Observation, type PaymentReport, type ProviderEvent } from './provider.ts';

/* What the sandbox sends, as dev/payment-sandbox has it, and what it means. */

const REFUND_STATUS = { pending: 'PENDING', succeeded: 'SUCCEEDED', failed: 'FAILED' } as const;

const declineReason = z.enum(DECLINE_REASONS).catch('card_declined');

export const sandboxPayment = z.object({
  reference: z.string().min(1),
  paymentId: z.uuid(),
  application: z.string(),
  amount: z.int(),
  currency: z.string(),
  status: z.enum(['action_required', 'authorised', 'captured', 'voided', 'declined']),
  authorisedUntil: z.coerce.date().nullable(),
  captured: z.int(),
  declineReason: declineReason.nullable(),
  approvalUrl: z.string().nullable(),
  clientSecret: z.string().nullable(),
  refunds: z.array(
    z.object({
      reference: z.string(),
      refundId: z.uuid(),
      amount: z.int(),
      status: z.enum(['pending', 'succeeded', 'failed']),
    }),
  ),
});
export type SandboxPayment = z.output<typeof sandboxPayment>;

export const sandboxPayments = z.object({ payments: z.array(sandboxPayment) });

export const sandboxError = z.object({
  error: z.object({ code: z.string(), payment: sandboxPayment.optional() }),
});

const sandboxEvent = z.object({ id: z.string().min(1), type: z.string(), payment: sandboxPayment });

/** @throws ZodError */
export function readSandboxEvent(payload: unknown, application: string): ProviderEvent {
  const { id, type, payment } = sandboxEvent.parse(payload);
  return { id, type, report: payment.application === application ? reportOf(payment) : null };
}

export function reportOf(payment: SandboxPayment): PaymentReport {
  const { paymentId, reference, currency } = payment;
  return { paymentId, reference, currency, observations: [...stateOf(payment), ...refundsOf(payment)] };
}

function stateOf(payment: SandboxPayment): Observation[] {
  const authorised: Observation = { type: 'authorised', amount: payment.amount, expiresAt: payment.authorisedUntil };
  switch (payment.status) {
    case 'action_required':
      return [{ type: 'action_required', url: payment.approvalUrl, clientSecret: payment.clientSecret }];
    case 'authorised':
      return [authorised];
    case 'captured':
      return [authorised, { type: 'captured', amount: payment.captured }];
    case 'voided':
      return [{ type: 'voided' }];
    case 'declined':
      return [{ type: 'declined', reason: payment.declineReason ?? 'card_declined' }];
  }
}

function refundsOf(payment: SandboxPayment): Observation[] {
  return payment.refunds.map(({ refundId, reference, amount, status }) => ({
    type: 'refund',
    refundId,
    reference,
    amount,
    status: REFUND_STATUS[status],
  }));
}
