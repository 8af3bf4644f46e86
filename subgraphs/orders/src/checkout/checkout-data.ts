import type { Redis } from '@quartet/service-kit';
import { z } from 'zod';
import type { Db } from '../database.ts';
import { CANCEL_REASONS } from '../ordering/order-life.ts';
import type { PaymentProviders } from '../payments/providers.ts';

/** What a checkout and its saga work with. */
export interface CheckoutTools {
  db: Db;
  redis: Redis;
  payments: PaymentProviders;
  checkout: CheckoutSettings;
}

export interface CheckoutSettings {
  /** Where an approval may return to. */
  shopOrigins: readonly string[];
  /** So long a customer has to approve a payment. */
  approvalMs: number;
}

export const DEFAULT_CHECKOUT: CheckoutSettings = { shopOrigins: [], approvalMs: 30 * 60_000 };

const schema = z.object({
  cart: z.object({ kind: z.enum(['user', 'guest']), id: z.string() }),
  lines: z.array(z.object({ sku: z.string(), quantity: z.int() })),
  key: z.object({ owner: z.string(), operation: z.string(), key: z.string() }),
  /** Null: there is nothing to pay. */
  payment: z.object({ id: z.string(), provider: z.string() }).nullable(),
  /** The provider's token of the card: forgotten once it was used. */
  method: z.string().nullable(),
  returnUrl: z.string().nullable(),
  authorised: z.int(),
  /** Another checkout of the cart asks for the order to be given up while it waits for an approval. */
  cancelRequested: z.boolean().default(false),
  /** The call that this step begins with: its attempt was stored by the transaction that moved the checkout here. */
  started: z
    .object({
      operation: z.enum(['authorise', 'capture']),
      id: z.string(),
      amount: z.int(),
      currency: z.string(),
      attempt: z.int(),
      reference: z.string().nullable(),
    })
    .nullable()
    .default(null),
  cancelReason: z.enum(CANCEL_REASONS).nullable().default(null),
  /** Why the provider declined. */
  failure: z.string().nullable().default(null),
});

/** What the saga of a checkout carries from step to step; its id is the order's. */
export type CheckoutData = z.output<typeof schema>;

/** @throws ZodError */
export const readCheckoutData = (data: unknown): CheckoutData => schema.parse(data);
