import { withDeadline } from '@quartet/service-kit';
import { MAX_CALL_MS, type Outcome, type UnknownReason } from './provider.ts';

/** The provider gave no answer that says what became of a call. */
export class NoAnswer extends Error {
  readonly reason: UnknownReason;
  constructor(reason: UnknownReason, cause?: unknown) {
    super(`the payment provider gave no answer: ${reason}`, { cause });
    this.reason = reason;
  }
}

/** A call that ends by its deadline, even where its library goes on. @throws NoAnswer at the deadline */
export function withinDeadline<T>(ms: number, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return withDeadline(run, {
    ms: Math.min(ms, MAX_CALL_MS),
    late: () => {
      throw new NoAnswer('timeout');
    },
  });
}

/** `unknown` where there was no answer; any other error is thrown on. */
export function unknownOutcome(error: unknown): Extract<Outcome, { kind: 'unknown' }> {
  if (error instanceof NoAnswer) return { kind: 'unknown', reason: error.reason };
  throw error;
}
