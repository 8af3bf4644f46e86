import type { Outcome, UnknownReason } from './provider.ts';

/** The provider gave no answer that says what became of a call. */
export class NoAnswer extends Error {
  readonly reason: UnknownReason;
  constructor(reason: UnknownReason, cause: unknown) {
    super(`the payment provider gave no answer: ${reason}`, { cause });
    this.reason = reason;
  }
}

/**
 * Runs a call until its deadline; the signal is raised then. A library that goes on by itself is no longer waited for.
 * @throws NoAnswer at the deadline
 */
export async function withinDeadline<T>(deadlineMs: number, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const reason = new NoAnswer('timeout', undefined);
    late.abort(reason);
    reject(reason);
  }, deadlineMs);
  try {
    return await Promise.race([run(late.signal), promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** `unknown` where there was no answer; any other error is thrown on. */
export function unknownOutcome(error: unknown): Extract<Outcome, { kind: 'unknown' }> {
  if (error instanceof NoAnswer) return { kind: 'unknown', reason: error.reason };
  throw error;
}
