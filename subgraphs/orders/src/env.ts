import { parseEnv } from '@quartet/service-kit';
import { z } from 'zod';

const envSchema = z.object({
  ORDERS_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
});

export type OrdersEnv = z.output<typeof envSchema>;

/** @throws StartError with one line per setting that is missing or wrong */
export function readOrdersEnv(env: Record<string, string | undefined>): OrdersEnv {
  return parseEnv(envSchema, env);
}
