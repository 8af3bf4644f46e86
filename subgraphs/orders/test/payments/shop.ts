import { spawnPaymentSandbox } from '@quartet/payment-sandbox';
import { newId } from '@quartet/service-kit';
import { afterwards } from '@quartet/test-kit';
import type { Db } from '../../src/database.ts';
import type { Payment } from '../../src/payments/payment.ts';
import { lockPayment } from '../../src/payments/payments.repository.ts';
import { callProvider, openPayment, type CallCommand } from '../../src/payments/payments.service.ts';
import type { PaymentProvider } from '../../src/payments/provider/provider.ts';
import { createSandboxProvider } from '../../src/payments/provider/sandbox.ts';

export const SECRET = 'a-secret-of-tests';
export const AMOUNT = 2_489;

/** A sandbox of the test file's own, and the shop's client of it. */
export async function startSandbox(settings: Readonly<Record<string, string>> = {}): Promise<PaymentProvider> {
  const sandbox = await spawnPaymentSandbox({ SANDBOX_PAYMENTS_SECRET: SECRET, TIME_SCALE: '0.1', ...settings });
  const provider = createSandboxProvider({ url: sandbox.url, secret: SECRET, application: 'quartet' });
  afterwards(() => sandbox.stop());
  return provider;
}

export async function pendingPayment(db: Db, id: string = newId()): Promise<string> {
  const payment = { id, orderId: newId(), provider: 'sandbox', amount: AMOUNT, currency: 'EUR' } as const;
  await db.transaction().execute((trx) => openPayment(trx, payment));
  return id;
}

export async function paymentOf(db: Db, id: string): Promise<Payment> {
  const payment = await db.transaction().execute((trx) => lockPayment(trx, id));
  if (!payment) throw new Error(`there is no payment ${id}`);
  return payment;
}

/** Calls of the provider for one payment with one method. */
export const caller =
  (db: Db, provider: PaymentProvider, paymentId: string, method = 'sandbox_ok') =>
  (command: CallCommand, deadlineMs = 5_000) =>
    callProvider(db, provider, { paymentId, command, method, returnUrl: 'https://shop.example/back', deadlineMs });
