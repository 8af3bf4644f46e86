import { parseEnv } from '@quartet/service-kit';
import { z } from 'zod';
import { paymentSettings, type PaymentSettings, wrongPaymentSettings } from './payments/settings.ts';

const schema: z.ZodType<OrdersEnv, unknown> = z
  .object({
    ORDERS_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    REDIS_URL: z.url({ protocol: /^rediss?$/ }),
    ...paymentSettings.shape,
  })
  .superRefine((env, issues) => {
    for (const [name, message] of wrongPaymentSettings(env)) issues.addIssue({ code: 'custom', path: [name], message });
  })
  .transform(({ ORDERS_DATABASE_URL, REDIS_URL, ...payments }) => ({ ORDERS_DATABASE_URL, REDIS_URL, payments }));

export interface OrdersEnv {
  readonly ORDERS_DATABASE_URL: string;
  readonly REDIS_URL: string;
  /** Without them nothing can be paid. */
  readonly payments?: PaymentSettings;
}

/** @throws StartError with one line for each setting that is missing or wrong */
export function readOrdersEnv(env: Record<string, string | undefined>): OrdersEnv {
  return parseEnv(schema, env);
}
