import { parseEnv } from '@quartet/service-kit';
import { z } from 'zod';

const flag = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1');

const routerEnv = z.object({
  /** 0 takes any free port. */
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  HOST: z.string().min(1).default('127.0.0.1'),
  TOKEN_ISSUER: z.string().min(1).default('quartet'),
  TOKEN_AUDIENCE: z.string().min(1).default('quartet-graph'),
  /** How long a whole request may take. */
  REQUEST_TIMEOUT_MS: z.coerce.number().int().min(100).max(120_000).default(15_000),
  /** How long one fetch from a subgraph may take; after that only its own fields are lost. */
  SUBGRAPH_TIMEOUT_MS: z.coerce.number().int().min(50).max(120_000).default(8_000),
  MAX_BODY_BYTES: z.coerce
    .number()
    .int()
    .min(1_024)
    .default(256 * 1_024),
  MAX_QUERY_TOKENS: z.coerce.number().int().min(50).default(4_000),
  MAX_QUERY_DEPTH: z.coerce.number().int().min(3).default(20),
  LANDING_PAGE: flag.default(true),
});

export type RouterEnv = z.output<typeof routerEnv>;

/** Throws a ConfigError with one readable line per wrong setting. */
export function readRouterEnv(env: Record<string, string | undefined>): RouterEnv {
  return parseEnv(routerEnv, env);
}
