import { isIP } from 'node:net';
import type { SubgraphName } from '@quartet/schema/subgraphs';
import { operationsToken, parseEnv } from '@quartet/service-kit';
import { z } from 'zod';
import { EXECUTORS } from './executor/executor.ts';
import { demoLogins } from './graphiql/settings.ts';
import { type AllowedOrigins, LOCAL_ORIGINS } from './server/cors.ts';
import { MAX_CACHE_SECONDS, limitSettings, requestSettings } from './limits.ts';

const flag = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1');

/** Exactly as browsers send it: neither a path nor a slash at the end. */
const isOrigin = (text: string) =>
  /^https?:$/.test(URL.parse(text)?.protocol ?? '') && new URL(text).origin === text && !text.includes('*');

/** `none`, or origins separated by commas. */
const origins = z
  .string()
  .transform((text): AllowedOrigins => (text.trim() === 'none' ? [] : text.split(',').map((one) => one.trim())))
  .refine(
    (all) => all.every((one) => typeof one === 'string' && isOrigin(one)),
    'must be origins such as https://shop.example,https://www.shop.example (no *, no path, no slash at the end), or none',
  );

/** Addresses and networks such as 10.0.0.0/8, separated by commas. */
const proxies = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean),
  )
  .refine((all) => all.every(isNetwork), 'must be addresses or networks such as 10.0.0.0/8,192.168.1.7');

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

const redisUrl = z.url({ protocol: /^rediss?$/, error: 'must be the URL of Redis, such as redis://127.0.0.1:6379' });

const routerEnv = z
  .object({
    NODE_ENV: z.string().optional(),
    /** 0 takes any free port. */
    PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
    HOST: z.string().min(1).default('127.0.0.1'),
    TOKEN_ISSUER: z.string().min(1).default('quartet'),
    TOKEN_AUDIENCE: z.string().min(1).default('quartet-graph'),
    /** For /metrics and the details of /ready. Without one: open in development, closed in production. */
    OPERATIONS_TOKEN: operationsToken,
    CORS_ORIGINS: origins.optional(),
    /** The load balancers before the router, whose X-Forwarded-For is believed. Default: none. */
    TRUSTED_PROXIES: proxies.default([]),
    /** Apollo Sandbox and GraphiQL. Default: unless in production. */
    LANDING_PAGE: flag.optional(),
    /** Log-ins that GraphiQL offers, as a JSON list of email, password and role. Default: none; in production refused. */
    DEMO_LOGINS: demoLogins.optional(),
    /** What plans and fetches: our own executor, or Apollo's for comparison. */
    ROUTER_EXECUTOR: z.enum(EXECUTORS).default(EXECUTORS[0]),
    /** How often the file of the supergraph is read again. */
    SUPERGRAPH_POLL_MS: z.coerce.number().int().min(10).max(60_000).default(1_000),
    ...requestSettings.shape,
    /** Whether answers that may be shared are kept in Redis. */
    ENTITY_CACHE: flag.default(true),
    /** The longest that the entity cache keeps anything, whatever the schema says. */
    ENTITY_CACHE_MAX_SECONDS: z.coerce.number().int().min(1).max(86_400).default(MAX_CACHE_SECONDS),
    /** The Redis of the entity cache. Without both there is no such cache. */
    REDIS_CACHE_URL: redisUrl.optional(),
    REDIS_URL: redisUrl.optional(),
    ...limitSettings.shape,
  })
  .superRefine((env, issues) => {
    if (env.NODE_ENV !== 'production' || env.DEMO_LOGINS === undefined) return;
    issues.addIssue({
      code: 'custom',
      path: ['DEMO_LOGINS'],
      message: 'names passwords, which production never shows',
    });
  })
  .transform((env) => {
    const production = env.NODE_ENV === 'production';
    return {
      ...env,
      LANDING_PAGE: env.LANDING_PAGE ?? !production,
      DEMO_LOGINS: env.DEMO_LOGINS ?? [],
      CORS_ORIGINS: env.CORS_ORIGINS ?? (production ? [] : LOCAL_ORIGINS),
      /** Undefined: no entity cache. */
      entityCacheUrl: env.ENTITY_CACHE ? (env.REDIS_CACHE_URL ?? env.REDIS_URL) : undefined,
    };
  });

export type RouterEnv = z.output<typeof routerEnv>;

/** @throws StartError with one readable line per wrong setting. */
export function readRouterEnv(env: Record<string, string | undefined>): RouterEnv {
  return parseEnv(routerEnv, env);
}

const url = z.url({ protocol: /^https?$/ });
const urls = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim().replace(/\/+$/, '')))
  .refine(
    (all) => all.every((one) => url.safeParse(one).success),
    'must be URLs such as http://127.0.0.1:4001, separated by commas',
  );

const subgraphUrls = z.object({
  USERS_SUBGRAPH_URL: urls,
  ORDERS_SUBGRAPH_URL: urls,
  CATALOG_SUBGRAPH_URL: urls,
  SEARCH_SUBGRAPH_URL: urls,
});

/** Where the subgraphs listen, each with all its replicas. @throws StartError with one readable line per wrong one. */
export function readSubgraphUrls(
  env: Record<string, string | undefined>,
): Readonly<Record<SubgraphName, readonly string[]>> {
  const given = parseEnv(subgraphUrls, env);
  return {
    users: given.USERS_SUBGRAPH_URL,
    orders: given.ORDERS_SUBGRAPH_URL,
    catalog: given.CATALOG_SUBGRAPH_URL,
    search: given.SEARCH_SUBGRAPH_URL,
  };
}
