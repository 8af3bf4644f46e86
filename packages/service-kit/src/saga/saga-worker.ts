import type { Worker } from '../events/worker.ts';
import type { Logger } from '../process/log.ts';
import { pause } from '../process/pause.ts';
import type { SagaRunner } from './saga.ts';
import { leaseDue } from './sagas.repository.ts';
import { runSaga } from './run-saga.ts';

const POLL_MS = 1_000;
const CONCURRENCY = 8;

export type SagaWorker = Worker & {
  /** There may be something to do: do not wait for the next poll. */
  wake: () => void;
};

/**
 * Continues sagas that are due: those that waited, and those whose process died. Any number of processes may do so at once.
 */
export function startSagaWorker<DB, Tools, Data>(
  runner: SagaRunner<DB, Tools, Data>,
  { log, pollMs = POLL_MS }: { log: Logger; pollMs?: number },
): SagaWorker {
  const { kind, steps } = runner.definition;
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  let waking = new AbortController();

  async function continueSagas(): Promise<void> {
    const limit = CONCURRENCY - running.size;
    if (limit === 0) return;
    const leases = await leaseDue(runner.db, { kind, steps: Object.keys(steps), limit });
    for (const lease of leases) {
      const work = runSaga(runner, lease, { signal: stopping.signal })
        .then((run) => {
          if (run === 'stuck') log.error({ saga: lease.id }, 'a saga is stuck: npm run sagas lists it');
        })
        .catch((error: unknown) => log.warn({ err: error, saga: lease.id }, 'a saga was interrupted; it goes on later'))
        .finally(() => {
          running.delete(work);
          waking.abort();
        });
      running.add(work);
    }
  }

  const loop = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await continueSagas();
      } catch (error) {
        log.warn({ err: error }, 'sagas cannot be continued; it is tried again');
      }
      await pause(pollMs, AbortSignal.any([stopping.signal, waking.signal]));
      waking = new AbortController();
    }
  })();

  return {
    name: `${kind} sagas`,
    wake: () => waking.abort(),
    async stop() {
      stopping.abort();
      await loop;
      await Promise.all(running);
    },
  };
}
