import { setTimeout as delay } from 'node:timers/promises';

/** Waits; ends early, without an error, where the signal is raised. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

/** The n-th wait (from 0) of a back-off that doubles, spread by a quarter so that replicas do not march in step. */
export function backoffMs(attempt: number, o: { firstMs: number; maxMs: number }): number {
  const ms = Math.min(o.firstMs * 2 ** Math.min(attempt, 30), o.maxMs);
  return Math.round(ms * (0.75 + Math.random() * 0.25));
}
