import { mailSettings, mailSettingsOf, parseEnv, wrongMailSettings, type MailSettings } from '@quartet/service-kit';
import { z } from 'zod';
import { checkoutSettings } from './checkout/settings.ts';
import type { CheckoutSettings } from './checkout/checkout-data.ts';
import { paymentSettings, type PaymentSettings, wrongPaymentSettings } from './payments/settings.ts';

const schema: z.ZodType<OrdersEnv, unknown> = z
  .object({
    ORDERS_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    REDIS_URL: z.url({ protocol: /^rediss?$/ }),
    ...checkoutSettings.shape,
    ...paymentSettings.shape,
    ...mailSettings.shape,
  })
  .superRefine((env, issues) => {
    const wrong = [...wrongPaymentSettings(env), ...wrongMailSettings(env)];
    for (const [name, message] of wrong) issues.addIssue({ code: 'custom', path: [name], message });
  })
  .transform(({ ORDERS_DATABASE_URL, REDIS_URL, SHOP_ORIGINS, PAYMENT_APPROVAL_MINUTES, ...env }) => ({
    ORDERS_DATABASE_URL,
    REDIS_URL,
    checkout: { shopOrigins: SHOP_ORIGINS, approvalMs: PAYMENT_APPROVAL_MINUTES * 60_000 },
    payments: env,
    mail: mailSettingsOf(env),
  }));

export interface OrdersEnv {
  readonly ORDERS_DATABASE_URL: string;
  readonly REDIS_URL: string;
  readonly checkout?: CheckoutSettings;
  /** Without them nothing can be paid. */
  readonly payments?: PaymentSettings;
  /** Without them messages wait. */
  readonly mail?: MailSettings | null;
}

/** @throws StartError with one line for each setting that is missing or wrong */
export function readOrdersEnv(env: Record<string, string | undefined>): OrdersEnv {
  return parseEnv(schema, env);
}
