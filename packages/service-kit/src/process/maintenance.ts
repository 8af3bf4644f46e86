import type { Worker } from '../events/worker.ts';
import type { Logger } from './log.ts';

const EVERY_MS = 6 * 60 * 60 * 1_000;
const RETRY_MS = 5_000;

export interface MaintenanceOptions {
  /** The subgraph, such as `orders`. */
  name: string;
  log: Logger;
  /** One round of the work, which ends soon after the signal. Returns whether there is more to do. */
  round: (signal: AbortSignal) => Promise<{ more: boolean }>;
  /** Start at once instead of after the first period. */
  overdue?: boolean;
  everyMs?: number;
  /** The pause after a round that failed or left something to do (default 5,000). */
  retryMs?: number;
}

/** Runs maintenance every six hours, one round at a time, and again soon after a round that failed. */
export function startMaintenance(options: MaintenanceOptions): Worker {
  const { name, log, everyMs = EVERY_MS, retryMs = RETRY_MS } = options;
  const stopping = new AbortController();
  let running = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  async function runRound(): Promise<void> {
    let next = retryMs;
    try {
      const { more } = await options.round(stopping.signal);
      if (!more) next = everyMs;
    } catch (error) {
      log.warn({ err: error }, 'maintenance failed; it is retried');
    }
    if (!stopping.signal.aborted) plan(next);
  }

  function plan(ms: number): void {
    timer = setTimeout(() => {
      running = runRound();
    }, ms);
    timer.unref();
  }

  plan(options.overdue ? 0 : everyMs);
  return {
    name: `${name} maintenance`,
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
