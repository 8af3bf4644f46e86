export * from './job.ts';
export { createJobTable, dropJobTable, enqueue, postgresJobs, pruneJobs, pruneUnclaimedJobs } from './postgres-jobs.ts';
export { runJob, type JobRun, type JobRunner } from './run-job.ts';
export { startJobWorker } from './job-worker.ts';
