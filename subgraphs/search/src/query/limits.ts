/**
 * How long a reader waits for the engine at most, in ms. There is no retry: a page without facets is better than a late
 * one.
 */
export const READ_LIMITS = { requestTimeout: 2_000, maxRetries: 0 } as const;
