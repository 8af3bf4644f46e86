import { parseEnv } from '@quartet/service-kit';
import { z } from 'zod';

const schema = z
  .object({
    CATALOG_MONGODB_URL: z.url({ protocol: /^mongodb(\+srv)?$/ }),
    /** The Redis of the event streams, which must not lose anything. */
    REDIS_URL: z.url({ protocol: /^rediss?$/ }),
    /** The Redis of the cache, which may lose everything. */
    REDIS_CACHE_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  })
  .transform((env) => ({ ...env, REDIS_CACHE_URL: env.REDIS_CACHE_URL ?? env.REDIS_URL }));

export type CatalogEnv = z.output<typeof schema>;

/** @throws StartError with one line for each setting that is missing or wrong */
export function readCatalogEnv(env: Record<string, string | undefined>): CatalogEnv {
  return parseEnv(schema, env);
}
