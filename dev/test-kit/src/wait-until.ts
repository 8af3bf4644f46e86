import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  /** Default 60,000: what takes milliseconds takes seconds on a busy machine. */
  deadlineMs?: number;
  /** What is waited for, for the error: 'the product in the index'. */
  what?: string;
}

const DEADLINE_MS = 60_000;

/**
 * Asks again and again until the answer is truthy, and returns it. A condition that throws counts as not yet;
 * the last thing it threw is the cause of the error at the deadline.
 */
export async function waitUntil<T>(
  condition: () => T | Promise<T>,
  options: WaitOptions = {},
): Promise<NonNullable<T>> {
  const { deadlineMs = DEADLINE_MS, what = 'the condition' } = options;
  const deadline = performance.now() + deadlineMs;
  let cause: unknown;
  for (;;) {
    try {
      const answer = await condition();
      if (answer) return answer;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) throw new Error(`Waited ${deadlineMs} ms for ${what}`, { cause });
    await delay(20);
  }
}
