import { withDeadline } from '../process/deadline.ts';

/** After a failure the cache is not asked for this long, so that an absent Redis delays one request and not each. */
export const COOLDOWN_MS = 1_000;

/** A cache that may be away or silent at any time, and that is not waited for. */
export interface ReachableCache {
  /** What `run` gives, or undefined where the cache is away, slow, or was so a moment ago. */
  attempt<T>(run: () => Promise<T>): Promise<T | undefined>;
  /** How long it is not asked, in ms. */
  coolingMs(): number;
}

export function createReachableCache({
  timeoutMs,
  onError,
  now = Date.now,
}: {
  timeoutMs: number;
  onError?: (error: unknown) => void;
  now?: () => number;
}): ReachableCache {
  let coolingUntil = 0;
  return {
    coolingMs: () => Math.max(coolingUntil - now(), 0),
    async attempt(run) {
      if (now() < coolingUntil) return undefined;
      try {
        return await withDeadline(run, { ms: timeoutMs });
      } catch (error) {
        onError?.(error);
        // A full cache takes nothing new, but it answers: it is still read, and what is invalid is still raised.
        if (!isFull(error)) coolingUntil = now() + COOLDOWN_MS;
        return undefined;
      }
    },
  };
}

function isFull(error: unknown): boolean {
  return error instanceof Error && /\bOOM command not allowed\b/.test(error.message);
}
