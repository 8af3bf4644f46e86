import { parseEnv } from '@quartet/service-kit';
import { z } from 'zod';

const schema = z
  .object({
    CATALOG_MONGODB_URL: z.url({ protocol: /^mongodb(\+srv)?$/ }),
    /** Where the event streams live: must not lose anything. */
    REDIS_URL: z.url({ protocol: /^rediss?$/ }),
    /** Where the cache lives: may lose everything. */
    REDIS_CACHE_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  })
  .transform((env) => ({ ...env, REDIS_CACHE_URL: env.REDIS_CACHE_URL ?? env.REDIS_URL }));

export type CatalogEnv = z.output<typeof schema>;

/** The catalog's settings. @throws StartError with one line for each wrong one */
export function readCatalogEnv(env: Record<string, string | undefined>): CatalogEnv {
  return parseEnv(schema, env);
}
