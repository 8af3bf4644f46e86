import type { Kysely, Transaction } from 'kysely';

/*
 * A saga is work in several steps that must come to an end, whatever dies in between: a row, written in the transaction
 * of its caller, that names the next step. One process at a time holds its lease. A step first makes its calls, then
 * writes what became of them, together with the next step, in one transaction that carries the lease's token: a process
 * that lost its lease writes nothing. A step may run more than once, so its calls must be idempotent.
 */

/** A row of `sagas`, as a step sees it. */
export interface Saga<Data> {
  id: string;
  kind: string;
  step: string;
  data: Data;
  /** Of this step, with this one. */
  attempt: number;
  /** Whether the step's deadline has passed, by the database's clock. */
  isOverdue: boolean;
}

export type Transition = TransitionKind & {
  /** The step's last writes: they travel with the saga's own and the commit, so nothing can depend on their answers. */
  writes?: () => Promise<unknown>;
};

type TransitionKind =
  | { kind: 'next'; step: string; data?: Record<string, unknown> }
  /** The step goes on later, or when somebody wakes the saga. At its deadline `isOverdue` is true. */
  | { kind: 'wait'; forMs: number; deadline?: Date; data?: Record<string, unknown> }
  /** An attempt that failed: once more after a back-off that doubles. */
  | { kind: 'retry'; reason: string }
  /** On to the step that undoes what was done. */
  | { kind: 'compensate'; reason: string; data?: Record<string, unknown> }
  | { kind: 'done' };

/**
 * What a step reads and writes in the transaction that ends it. It may run again where PostgreSQL gives that up, so it does
 * nothing else. The saga's row is locked behind the first statements of it.
 */
export type Settle<DB> = (trx: Transaction<DB>) => Promise<Transition>;

export interface SagaStep<DB, Tools, Data> {
  /**
   * Makes its calls, holding no lock; the signal is raised when the step has taken too long. Answers with what is still
   * to be written, or with the transition alone.
   */
  run: (tools: Tools, saga: Saga<Data>, signal: AbortSignal) => Promise<Settle<DB> | Transition>;
  /** The step that undoes everything up to and with this one; null: it is part of an undoing, or past undoing. */
  compensation: string | null;
}

export interface SagaDefinition<DB, Tools, Data> {
  kind: string;
  /** By their names, which are stored: a step is renamed only once no saga stands at the old name. */
  steps: Readonly<Record<string, SagaStep<DB, Tools, Data>>>;
  /** Reads what an older build may have stored. @throws where it cannot */
  read: (data: unknown) => Data;
}

/** Sagas, and jobs, which are worked off under the same leases. */
export type LeaseTable = 'sagas' | 'jobs';

/** A saga that this process may write to, until its lease ends or somebody takes it. */
export interface LeasedSaga {
  table: LeaseTable;
  id: string;
  /** Carried by every write. */
  token: string;
  kind: string;
  step: string;
  data: unknown;
  /** Of this step, with the one that begins now. */
  attempts: number;
  isOverdue: boolean;
}

/** What runs sagas of one kind. */
export interface SagaRunner<DB, Tools, Data> {
  db: Kysely<DB>;
  tools: Tools;
  definition: SagaDefinition<DB, Tools, Data>;
}

/** Longer than a step may take, so that a new owner begins after the old one has ended; short, for the 30 s after a crash. */
export const LEASE_MS = 25_000;
export const STEP_TIMEOUT_MS = 20_000;
/** With the longest back-off, about a day; then a person has to look at it. */
export const MAX_ATTEMPTS = 1_500;
export const BACKOFF = { firstMs: 500, maxMs: 60_000 };

/** Another process holds the saga now: what this one wanted to write is rolled back. */
export class LeaseLost extends Error {
  constructor(id: string) {
    super(`the lease of ${id} was lost`);
  }
}
