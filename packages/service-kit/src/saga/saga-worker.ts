import type { Logger } from '../process/log.ts';
import { startLeaseWorker, type LeaseWorker } from './lease-worker.ts';
import type { SagaRunner } from './saga.ts';
import { leaseDue } from './sagas.repository.ts';
import { runSaga } from './run-saga.ts';

export type SagaWorker = LeaseWorker;

/** Continues sagas that are due: those that waited, and those whose process died. */
export function startSagaWorker<DB, Tools, Data>(
  runner: SagaRunner<DB, Tools, Data>,
  { log, pollMs }: { log: Logger; pollMs?: number },
): SagaWorker {
  const { kind, steps } = runner.definition;
  return startLeaseWorker({
    name: `${kind} sagas`,
    log,
    ...(pollMs !== undefined && { pollMs }),
    take: (limit) => leaseDue(runner.db, { kind, steps: Object.keys(steps), limit }),
    async work(lease, { stopping }) {
      const run = await runSaga(runner, lease, { signal: stopping });
      if (run === 'stuck') log.error({ saga: lease.id }, 'a saga is stuck: npm run jobs lists it');
    },
  });
}
