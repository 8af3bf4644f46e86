import type { Generated, JSONColumnType } from 'kysely';
import type { Action, CallState, PaymentOperation, PaymentStatus, Stray } from './payment.ts';
import type { DeclineReason, ProviderName, RefundStatus } from './provider/provider.ts';

/** Amounts in minor units of `currency`. */
export interface PaymentTable {
  id: string;
  order_id: string;
  provider: ProviderName;
  provider_ref: string | null;
  currency: string;
  amount: number;
  status: PaymentStatus;
  attempt: Generated<number>;
  call_operation: PaymentOperation | null;
  call_refund_id: string | null;
  call_state: CallState | null;
  called_at: Date | null;
  action: JSONColumnType<Action> | null;
  authorised: Generated<number>;
  authorised_until: Date | null;
  captured: Generated<number>;
  refunded: Generated<number>;
  is_voided: Generated<boolean>;
  decline_reason: DeclineReason | null;
  capture_failure: string | null;
  is_cancelled: Generated<boolean>;
  strays: JSONColumnType<Record<string, Stray>>;
  settle_at: Date | null;
  version: Generated<number>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

export interface PaymentRefundTable {
  payment_id: string;
  refund_id: string;
  provider_ref: string | null;
  amount: number;
  status: RefundStatus;
  created_at: Generated<Date>;
}

/** Events of providers, stored before they are worked off. */
export interface PaymentWebhookTable {
  provider: ProviderName;
  event_id: string;
  type: string;
  body: string;
  received_at: Generated<Date>;
  attempts: Generated<number>;
  next_attempt_at: Generated<Date>;
  worked_off_at: Date | null;
  result: string | null;
}
