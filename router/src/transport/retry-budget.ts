/** How often calls may be sent again: a part of the calls, so that retries never add much to what a subgraph in trouble gets. */
export interface RetryBudget {
  /** A call was made: it earns a part of a retry. */
  earn(): void;
  /** False where the retries are used up. */
  take(): boolean;
}

/** A token bucket. Full at first, so that a quiet subgraph may be asked again as well. */
export function createRetryBudget({ share = 0.1, reserve = 10 } = {}): RetryBudget {
  let tokens = reserve;
  return {
    earn() {
      tokens = Math.min(reserve, tokens + share);
    },
    take() {
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
