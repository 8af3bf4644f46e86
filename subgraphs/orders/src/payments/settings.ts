import { z } from 'zod';

const flag = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1');
const webUrl = z.url({ protocol: /^https?$/ });
const DEFAULT_SANDBOX_SECRET = 'sandbox-secret';

/** Settings of payments, for the environment of orders. */
export const paymentSettings = z.object({
  NODE_ENV: z.string().optional(),
  /** Which one takes new payments. Without it nothing can be paid. */
  PAYMENT_PROVIDER: z.enum(['sandbox', 'stripe'], { error: 'must be sandbox or stripe' }).optional(),
  /** Tells our payments from those of other applications on the same account, such as a test shop. */
  PAYMENT_APPLICATION: z.string().min(1).max(100).default('quartet'),
  STRIPE_SECRET_KEY: z.string().min(1).optional(),
  /** One for each endpoint that sends here; two while one is being replaced. */
  STRIPE_WEBHOOK_SECRETS: z
    .string()
    .transform((text) => text.split(',').flatMap((one) => one.trim() || []))
    .default([]),
  STRIPE_API_URL: webUrl.default('https://api.stripe.com'),
  SANDBOX_PAYMENTS_URL: webUrl.optional(),
  SANDBOX_PAYMENTS_SECRET: z.string().min(8).default(DEFAULT_SANDBOX_SECRET),
  /** A production shop that is meant to take no money. */
  ALLOW_SANDBOX_PAYMENTS: flag.default(false),
});

export type PaymentSettings = z.output<typeof paymentSettings>;

/** What does not go together, each with the name of the setting to change. */
export function wrongPaymentSettings(env: PaymentSettings): [name: keyof PaymentSettings, problem: string][] {
  const wrong: [keyof PaymentSettings, string][] = [];
  const usesSandbox = env.PAYMENT_PROVIDER === 'sandbox' || env.SANDBOX_PAYMENTS_URL !== undefined;
  if (env.PAYMENT_PROVIDER === 'sandbox' && env.SANDBOX_PAYMENTS_URL === undefined) {
    wrong.push(['SANDBOX_PAYMENTS_URL', 'is needed where PAYMENT_PROVIDER is sandbox']);
  }
  if (env.PAYMENT_PROVIDER === 'stripe' && env.STRIPE_SECRET_KEY === undefined) {
    wrong.push(['STRIPE_SECRET_KEY', 'is needed where PAYMENT_PROVIDER is stripe']);
  }
  if (env.STRIPE_SECRET_KEY !== undefined && env.STRIPE_WEBHOOK_SECRETS.length === 0) {
    wrong.push(['STRIPE_WEBHOOK_SECRETS', 'is needed with STRIPE_SECRET_KEY: without it no event can be believed']);
  }
  if (env.NODE_ENV !== 'production' || !usesSandbox) return wrong;
  if (!env.ALLOW_SANDBOX_PAYMENTS) {
    const how = 'set ALLOW_SANDBOX_PAYMENTS=true where that is meant';
    wrong.push(['SANDBOX_PAYMENTS_URL', `the payment sandbox takes no money, and production refuses it: ${how}`]);
  }
  if (env.SANDBOX_PAYMENTS_SECRET === DEFAULT_SANDBOX_SECRET) {
    wrong.push(['SANDBOX_PAYMENTS_SECRET', 'must not be the well-known default in production']);
  }
  return wrong;
}
