import type { Worker } from '../events/worker.ts';
import type { Logger } from '../process/log.ts';
import { pause } from '../process/pause.ts';

const POLL_MS = 1_000;
const CONCURRENCY = 8;
/** So long work under way may still take when its process stops: less than what `stopWorkers` allows. */
const FAREWELL_MS = 3_000;

export interface LeaseWorkerOptions<Lease> {
  name: string;
  log: Logger;
  /** Takes leases of what is due, `limit` at most. */
  take: (limit: number) => Promise<Lease[]>;
  /** Works under the lease. `stopping` is raised when the process stops, `late` when it waits no longer. */
  work: (lease: Lease, signals: { stopping: AbortSignal; late: AbortSignal }) => Promise<void>;
  pollMs?: number;
  concurrency?: number;
}

export type LeaseWorker = Worker & {
  /** There may be something to do: do not wait for the next poll. */
  wake: () => void;
};

/**
 * Takes up what is due, several at a time: what waited, and what was left by a process that died. Any number of processes
 * may do so at once.
 */
export function startLeaseWorker<Lease>(o: LeaseWorkerOptions<Lease>): LeaseWorker {
  const { name, log, take, work, pollMs = POLL_MS, concurrency = CONCURRENCY } = o;
  const stopping = new AbortController();
  const late = new AbortController();
  const signals = { stopping: stopping.signal, late: late.signal };
  const running = new Set<Promise<void>>();
  let waking = new AbortController();

  async function takeUp(): Promise<void> {
    const free = concurrency - running.size;
    // Several leases in one round trip, where there are many.
    if (free < concurrency / 2) return;
    for (const lease of await take(free)) {
      const one = work(lease, signals)
        .catch((error: unknown) => log.warn({ err: error }, `${name}: work was interrupted; it goes on later`))
        .finally(() => {
          running.delete(one);
          waking.abort();
        });
      running.add(one);
    }
  }

  const loop = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await takeUp();
      } catch (error) {
        log.warn({ err: error }, `${name}: nothing can be taken up; it is tried again`);
      }
      await pause(pollMs, AbortSignal.any([stopping.signal, waking.signal]));
      waking = new AbortController();
    }
  })();

  return {
    name,
    wake: () => waking.abort(),
    async stop() {
      stopping.abort();
      await loop;
      const timer = setTimeout(() => late.abort(), FAREWELL_MS);
      await Promise.all(running).finally(() => clearTimeout(timer));
    },
  };
}
