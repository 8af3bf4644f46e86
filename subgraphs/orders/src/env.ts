import { parseEnv } from '@quartet/service-kit';
import { z } from 'zod';

const schema = z.object({
  ORDERS_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
});

export type OrdersEnv = z.output<typeof schema>;

/** @throws StartError with one line for each setting that is missing or wrong */
export function readOrdersEnv(env: Record<string, string | undefined>): OrdersEnv {
  return parseEnv(schema, env);
}
