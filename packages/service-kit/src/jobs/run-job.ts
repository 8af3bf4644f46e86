import { setTimeout as delay } from 'node:timers/promises';
import { withDeadline } from '../process/deadline.ts';
import { backoffMs } from '../process/pause.ts';
import { BACKOFF, LeaseLost, MAX_ATTEMPTS, STEP_TIMEOUT_MS } from '../saga/saga.ts';
import { JobRefused, type JobDefinition, type JobStore, type LeasedJob } from './job.ts';

/** Where a job stands when its runner lets go of it. */
export type JobRun = 'done' | 'failed' | 'waiting' | 'stuck' | 'lost';

export interface JobRunner<Tools, Payload, Lease extends LeasedJob> {
  store: JobStore<Lease>;
  tools: Tools;
  definition: JobDefinition<Tools, Payload>;
}

/**
 * Makes one attempt. Never throws for a job that fails: that is written down, and tried again later.
 * @throws where the database does not answer: the lease ends by itself, and any process tries again
 */
export async function runJob<Tools, Payload, Lease extends LeasedJob>(
  { store, tools, definition }: JobRunner<Tools, Payload, Lease>,
  lease: Lease,
  { signal }: { signal?: AbortSignal } = {},
): Promise<JobRun> {
  const failure = await attempt({ definition, tools, lease, signal });
  try {
    if (failure === null) return await record('done', () => store.end(lease, { state: 'DONE', reason: null }));
    const reason = describe(failure);
    if (signal?.aborted) {
      return await record('waiting', () => store.postpone(lease, { ms: 0, isFailure: false, reason }));
    }
    if (failure instanceof JobRefused)
      return await record('failed', () => store.end(lease, { state: 'FAILED', reason }));
    const { maxAttempts = MAX_ATTEMPTS, backoff = BACKOFF } = definition;
    if (lease.attempts >= maxAttempts) return await record('stuck', () => store.end(lease, { state: 'STUCK', reason }));
    const ms = backoffMs(lease.attempts - 1, backoff);
    return await record('waiting', () => store.postpone(lease, { ms, isFailure: true, reason }));
  } catch (error) {
    if (error instanceof LeaseLost) return 'lost';
    throw error;
  }
}

async function attempt<Tools, Payload>(o: {
  definition: JobDefinition<Tools, Payload>;
  tools: Tools;
  lease: LeasedJob;
  signal: AbortSignal | undefined;
}): Promise<unknown> {
  const { definition, tools, lease, signal } = o;
  try {
    const job = { id: lease.id, payload: definition.payload.parse(lease.payload), attempt: lease.attempts };
    await withDeadline((ended) => definition.run(tools, job, ended), {
      ms: STEP_TIMEOUT_MS,
      ...(signal && { signal }),
    });
    return null;
  } catch (error) {
    return error ?? new Error('it failed without an error');
  }
}

const RECORD_ATTEMPTS = 3;
const RECORD_PAUSE_MS = 300;

/** What was done cannot be undone: writing that down is worth some more attempts. */
async function record(run: JobRun, write: () => Promise<void>): Promise<JobRun> {
  for (let attempts = 1; ; attempts++) {
    try {
      await write();
      return run;
    } catch (error) {
      if (error instanceof LeaseLost || attempts >= RECORD_ATTEMPTS) throw error;
      await delay(RECORD_PAUSE_MS);
    }
  }
}

const MAX_REASON = 500;

function describe(error: unknown): string {
  if (error instanceof JobRefused) return error.message.slice(0, MAX_REASON);
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, MAX_REASON);
}
