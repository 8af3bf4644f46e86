const DUPLICATE_KEY = new Set<unknown>([11000, 11001, 12582]);

/** Whether MongoDB rejected a write because of a unique index, and of which one; null for any other error. */
export function mongoDuplicateKey(error: {
  code?: unknown;
  message?: string | undefined;
}): { index: string | undefined } | null {
  if (!DUPLICATE_KEY.has(error.code)) return null;
  // "E11000 duplicate key error collection: shop.products index: slug_1 dup key: …". Not every server sends keyPattern.
  return { index: /index: (\S+)/.exec(error.message ?? '')?.[1] };
}
