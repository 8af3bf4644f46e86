/**
 * How long a reader waits for the engine at most, in ms; there is no second try, since the page is better shown without
 * facets than late.
 */
export const READ_LIMITS = { requestTimeout: 2_000, maxRetries: 0 } as const;
