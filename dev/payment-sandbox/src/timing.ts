/** How long the sandbox takes where a token asks for it, in milliseconds. */
export interface Timing {
  /** `slow`: before each answer. */
  readonly slowMs: number;
  /** `…_timeout`: a call without an answer is cut off after so long. */
  readonly hangMs: number;
  /** `webhook_late` */
  readonly lateMs: number;
  /** `webhook_reversed`: events of a payment within this time go out in reverse. */
  readonly reorderMs: number;
  /** `refund_pending`: until the refund succeeds. */
  readonly pendingMs: number;
  /** Until a webhook that was not taken is sent again; doubles with each attempt. */
  readonly retryMs: number;
}

const TIMING: Timing = {
  slowMs: 1_500,
  hangMs: 60_000,
  lateMs: 5_000,
  reorderMs: 1_000,
  pendingMs: 2_000,
  retryMs: 500,
};

export function scaled(by: number): Timing {
  const { slowMs, hangMs, lateMs, reorderMs, pendingMs, retryMs } = TIMING;
  return {
    slowMs: slowMs * by,
    hangMs: hangMs * by,
    lateMs: lateMs * by,
    reorderMs: reorderMs * by,
    pendingMs: pendingMs * by,
    retryMs: retryMs * by,
  };
}

/** Timers that all end with the process. */
export class Timers {
  readonly #open = new Set<() => void>();

  /** Resolves after `ms`, or when `signal` is raised or the sandbox stops. */
  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        this.#open.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#open.add(end);
      signal?.addEventListener('abort', end, { once: true });
      if (signal?.aborted) end();
    });
  }

  stop(): void {
    for (const end of [...this.#open]) end();
  }
}
