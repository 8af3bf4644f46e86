import type { Worker } from '../events/worker.ts';
import type { Logger } from '../process/log.ts';
import { startMaintenance } from '../process/maintenance.ts';
import { counterNamed, gaugeNamed } from '../process/metrics.ts';
import { startLeaseWorker } from '../saga/lease-worker.ts';
import type { LeasedJob } from './job.ts';
import { runJob, type JobRunner } from './run-job.ts';

const MEASURE_EVERY_MS = 10_000;

/** Works off the jobs of one kind, and measures them. Any number of processes may do so at once. */
export function startJobWorker<Tools, Payload, Lease extends LeasedJob>(
  runner: JobRunner<Tools, Payload, Lease>,
  { log, ...timing }: { log: Logger; pollMs?: number; concurrency?: number },
): Worker {
  const { kind } = runner.definition;
  const { store } = runner;
  const worker = startLeaseWorker({
    name: `${kind} jobs`,
    log,
    ...timing,
    take: (limit) => store.lease({ kind, limit }),
    async work(lease, { late }) {
      const run = await runJob(runner, lease, { signal: late });
      runs().inc({ kind, run });
      if (run === 'stuck') log.error({ job: lease.id, kind }, 'a job is stuck: npm run jobs lists it');
      if (run === 'failed') log.warn({ job: lease.id, kind }, 'a job has failed for good: npm run jobs lists it');
    },
  });
  const measuring = startMaintenance({
    name: `${kind} jobs`,
    log,
    overdue: true,
    everyMs: MEASURE_EVERY_MS,
    async round() {
      const { waiting, oldestSeconds } = await store.backlog(kind);
      gauge('quartet_jobs_waiting', 'Jobs that are due or wait for another attempt').set({ kind }, waiting);
      gauge('quartet_jobs_oldest_seconds', 'Age of the oldest job that has not ended').set({ kind }, oldestSeconds);
      return { more: false };
    },
  });
  return {
    name: worker.name,
    async stop() {
      await Promise.all([worker.stop(), measuring.stop()]);
    },
  };
}

function runs() {
  const help = 'Attempts at jobs, by where they left them: done, failed, waiting, stuck, lost';
  return counterNamed({ name: 'quartet_job_runs_total', help, labelNames: ['kind', 'run'] });
}

const gauge = (name: string, help: string) => gaugeNamed({ name, help, labelNames: ['kind'] });
