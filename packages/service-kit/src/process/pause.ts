import { setTimeout as delay } from 'node:timers/promises';

/** Waits for `ms`. Ends early, without an error, when the signal is raised. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

/** The n-th wait (from 0) of a back-off that doubles, with a quarter of jitter so that replicas do not act in step. */
export function backoffMs(attempt: number, o: { firstMs: number; maxMs: number }): number {
  const ms = Math.min(o.firstMs * 2 ** Math.min(attempt, 30), o.maxMs);
  return Math.round(ms * (0.75 + Math.random() * 0.25));
}
