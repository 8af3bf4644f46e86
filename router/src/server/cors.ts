import type { FastifyCorsOptions } from '@fastify/cors';

export type AllowedOrigins = readonly (string | RegExp)[];

/** Any port of this machine: where developers' pages come from. */
export const LOCAL_ORIGINS: AllowedOrigins = [/^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/];

/** Browsers keep a preflight's answer no longer than this: two hours. */
const PREFLIGHT_SECONDS = 7_200;

/**
 * For the refusal of a request whose headers were not read: whose page sent it is unknown, and it says nothing about
 * anybody.
 */
export function unreadableCors(origins: AllowedOrigins): Record<string, string> {
  return origins.length > 0 ? { 'access-control-allow-origin': '*' } : {};
}

/**
 * Which pages of other origins may read answers. No credentials: a client shows who it is by the header Authorization
 * alone, cookies are neither set nor read. Which headers a page sends is its own affair, so those it asks for are allowed.
 */
export function corsOptions(origins: AllowedOrigins): FastifyCorsOptions {
  return {
    origin: [...origins],
    methods: ['GET', 'POST'],
    exposedHeaders: ['x-request-id', 'retry-after', 'www-authenticate'],
    credentials: false,
    maxAge: PREFLIGHT_SECONDS,
    strictPreflight: false,
  };
}
