import type { QueryExecutorProvider } from 'kysely';
import { withDeadline } from '../process/deadline.ts';
import { backoffMs } from '../process/pause.ts';
import { retryTransaction } from '../databases/postgres.ts';
import { lastly } from '../databases/together.ts';
import {
  BACKOFF,
  LeaseLost,
  MAX_ATTEMPTS,
  STEP_TIMEOUT_MS,
  type LeasedSaga,
  type SagaRunner,
  type SagaStep,
  type Transition,
} from './saga.ts';
import { endSaga, holdLease, moveTo, postpone } from './sagas.repository.ts';

/** Where a saga stands when its runner lets go of it. */
export type SagaRun = 'done' | 'waiting' | 'stuck' | 'lost';

/**
 * Runs a saga step by step until it is done, has to wait, or another process holds it. Never throws for a step that
 * fails: that is written down and tried again later.
 * @throws where the database does not answer: the lease ends by itself, and any process goes on
 */
export async function runSaga<DB, Tools, Data>(
  runner: SagaRunner<DB, Tools, Data>,
  leased: LeasedSaga,
  o: { signal?: AbortSignal } = {},
): Promise<SagaRun> {
  let saga = leased;
  try {
    for (;;) {
      if (o.signal?.aborted) {
        await postpone(runner.db, saga, { ms: 0, isFailure: false, reason: null });
        return 'waiting';
      }
      const step = runner.definition.steps[saga.step];
      // A newer build may have named it under its own lease; this one ends by itself.
      if (step === undefined) return 'lost';
      const run = await attempt(runner, saga, step);
      if (typeof run === 'string') return run;
      saga = run;
    }
  } catch (error) {
    if (error instanceof LeaseLost) return 'lost';
    throw error;
  }
}

/** Answers with the saga at its next step, or with what keeps it from going on. */
async function attempt<DB, Tools, Data>(
  { db, tools, definition }: SagaRunner<DB, Tools, Data>,
  saga: LeasedSaga,
  step: SagaStep<DB, Tools, Data>,
): Promise<SagaRun | LeasedSaga> {
  try {
    const { id, kind, attempts: number, isOverdue } = saga;
    const view = { id, kind, step: saga.step, data: definition.read(saga.data), attempt: number, isOverdue };
    const settle = await withDeadline((signal) => step.run(tools, view, signal), { ms: STEP_TIMEOUT_MS });
    if (typeof settle !== 'function') return await write(db, { saga, step, transition: settle });
    return await retryTransaction(db, async (trx) => {
      const [transition] = await Promise.all([settle(trx), holdLease(trx, saga)]);
      const last = () => Promise.all([transition.writes?.(), write(trx, { saga, step, transition })]);
      const [, run] = await lastly(trx, last);
      return run;
    });
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    return fail(db, saga, describe(error));
  }
}

async function write<DB, Tools, Data>(
  trx: QueryExecutorProvider,
  { saga, step, transition }: { saga: LeasedSaga; step: SagaStep<DB, Tools, Data>; transition: Transition },
): Promise<SagaRun | LeasedSaga> {
  switch (transition.kind) {
    case 'next':
      return moveTo(trx, saga, transition);
    case 'compensate':
      if (step.compensation === null) throw new Error(`step ${saga.step} has no compensation: ${transition.reason}`);
      return moveTo(trx, saga, { ...transition, step: step.compensation });
    case 'wait': {
      const { forMs, deadline, data } = transition;
      await postpone(trx, saga, { ms: forMs, isFailure: false, reason: null, deadline, data });
      return 'waiting';
    }
    case 'retry':
      return fail(trx, saga, transition.reason);
    case 'done':
      await endSaga(trx, saga, { state: 'DONE' });
      return 'done';
  }
}

async function fail(db: QueryExecutorProvider, saga: LeasedSaga, reason: string): Promise<SagaRun> {
  if (saga.attempts >= MAX_ATTEMPTS) {
    await endSaga(db, saga, { state: 'STUCK', reason });
    return 'stuck';
  }
  await postpone(db, saga, { ms: backoffMs(saga.attempts - 1, BACKOFF), isFailure: true, reason });
  return 'waiting';
}

const MAX_REASON = 500;

function describe(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, MAX_REASON);
}
