import type { z } from 'zod';

/*
 * A job is work that must be done once it is true that it has to be: a row, written in the transaction of its caller. It
 * is a saga of one step, under the same leases. It may run more than once, so what it does outside must bear that.
 */

/** What is enqueued. */
export interface NewJob {
  kind: string;
  /** Names the cause: a job of a kind and a key is enqueued once, however often that is asked for. */
  key: string;
  /** Ids, and nothing that may have to be erased or kept secret. */
  payload: object;
}

/** A job as its function sees it. */
export interface Job<Payload> {
  /** The same for each attempt. */
  id: string;
  payload: Payload;
  /** With this one. */
  attempt: number;
}

export interface JobDefinition<Tools, Payload> {
  kind: string;
  /** Reads what an older build may have enqueued. */
  payload: z.ZodType<Payload>;
  /**
   * The signal is raised after 20 s, and when the process stops.
   * @throws JobRefused where another attempt is pointless; anything else is tried again
   */
  run: (tools: Tools, job: Job<Payload>, signal: AbortSignal) => Promise<void>;
  /** After the last one the job is stuck, and waits for a person. Default: 1,500, about a day. */
  maxAttempts?: number;
  /** Between attempts, doubled each time. Default: from half a second to a minute. */
  backoff?: { firstMs: number; maxMs: number };
}

/** The job has failed for good: it is not tried again, and listed for 30 days. */
export class JobRefused extends Error {
  override readonly name = 'JobRefused';
}

/** A job that this process may end, until its lease ends or somebody takes it. */
export interface LeasedJob {
  id: string;
  kind: string;
  payload: unknown;
  /** With the one that begins now. */
  attempts: number;
}

export interface JobBacklog {
  /** Due or waiting for another attempt; counted up to 100,000. */
  waiting: number;
  /** Since the oldest of them was enqueued. */
  oldestSeconds: number;
}

/** A job that a person has to look at. */
export interface StuckJob {
  id: string;
  kind: string;
  key: string;
  attempts: number;
  reason: string;
  since: Date;
  /** Failed for good; else it is stuck. */
  hasFailed: boolean;
}

/** Where the jobs of a database are. Each write carries the token of the lease. */
export interface JobStore<Lease extends LeasedJob = LeasedJob> {
  /** Takes the leases of up to `limit` jobs that are due, and begins an attempt of each. */
  lease: (o: { kind: string; limit: number }) => Promise<Lease[]>;
  /** @throws LeaseLost */
  end: (job: Lease, o: { state: 'DONE' | 'FAILED' | 'STUCK'; reason: string | null }) => Promise<void>;
  /** Gives the lease back until the job is due again. @throws LeaseLost */
  postpone: (job: Lease, o: { ms: number; isFailure: boolean; reason: string | null }) => Promise<void>;
  backlog: (kind: string) => Promise<JobBacklog>;
  /** Those that ran out of attempts or that no process takes up, then those that failed, the oldest first. */
  listStuck: (o: { limit: number; overdueMs?: number }) => Promise<StuckJob[]>;
  /** Another attempt now, and all that may follow it. False where there is nothing to try: it is done, at work or unknown. */
  retry: (id: string) => Promise<boolean>;
  /** It counts as failed from now on. False as above. */
  giveUp: (id: string) => Promise<boolean>;
}
