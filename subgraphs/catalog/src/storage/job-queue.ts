import { randomUUID } from 'node:crypto';
import {
  isUniqueViolation,
  LEASE_MS,
  LeaseLost,
  type JobStore,
  type LeasedJob,
  type NewJob,
  type StuckJob,
} from '@quartet/service-kit';
import type { ClientSession, Collection, Db, Filter, UpdateFilter } from 'mongodb';
import { derivedId } from './derived-id.ts';
import { databaseTime } from './lease.ts';

/*
 * The jobs of the catalog: the same promises as those of PostgreSQL (service-kit/jobs), over a collection.
 */

interface QueuedJob {
  /** Derived from kind and key: a cause has one job. */
  _id: string;
  kind: string;
  key: string;
  payload: object;
  state: 'RUNNING' | 'STUCK' | 'DONE' | 'FAILED';
  attempts: number;
  /** When it may be taken up; while a process holds the lease, when that ends. */
  dueAt: Date;
  token: string | null;
  reason: string | null;
  createdAt: Date;
  updatedAt: Date;
  finishedAt?: Date;
}

type Lease = LeasedJob & { token: string };

const COUNTED_AT_MOST = 100_000;
/** A job that nobody took up for so long is of a kind that no running build knows, or no worker runs. */
const OVERDUE_MS = 5 * 60_000;

const queue = (db: Db): Collection<QueuedJob> => db.collection<QueuedJob>('job_queue');

/** Writes a job, with the session of the transaction that makes it necessary. Again with the same kind and key it changes nothing. */
export async function enqueueJob(
  db: Db,
  { kind, key, payload }: NewJob,
  o: { session?: ClientSession } = {},
): Promise<void> {
  const now = new Date(await databaseTime(db));
  const job = { kind, key, payload, state: 'RUNNING', attempts: 0, dueAt: now, token: null, reason: null } as const;
  const _id = derivedId('job', `${kind}:${key}`);
  await queue(db)
    .updateOne({ _id }, { $setOnInsert: { ...job, createdAt: now, updatedAt: now } }, { upsert: true, ...o })
    .catch((error: unknown) => {
      if (!isUniqueViolation(error)) throw error;
    });
}

/** The jobs of the catalog's database. */
export function mongoJobs(db: Db): JobStore<Lease> {
  const now = async () => new Date(await databaseTime(db));
  const later = (from: Date, ms: number) => new Date(from.getTime() + ms);

  async function change(filter: Filter<QueuedJob>, update: UpdateFilter<QueuedJob>): Promise<boolean> {
    return (await queue(db).updateOne(filter, update)).matchedCount > 0;
  }
  async function write({ id, token }: Lease, update: UpdateFilter<QueuedJob>): Promise<void> {
    if (!(await change({ _id: id, token, state: 'RUNNING' }, update))) throw new LeaseLost(id);
  }

  return {
    async lease({ kind, limit }) {
      const leases: Lease[] = [];
      const at = await now();
      while (leases.length < limit) {
        const token = randomUUID();
        const taken = await queue(db).findOneAndUpdate(
          { kind, state: 'RUNNING', dueAt: { $lte: at } },
          { $set: { token, dueAt: later(at, LEASE_MS) }, $inc: { attempts: 1 } },
          { sort: { dueAt: 1 }, returnDocument: 'after' },
        );
        if (taken === null) break;
        leases.push({ id: taken._id, kind, payload: taken.payload, attempts: taken.attempts, token });
      }
      return leases;
    },
    async end(job, { state, reason }) {
      const at = await now();
      const ended = { state, reason, token: null, updatedAt: at };
      await write(job, { $set: state === 'STUCK' ? ended : { ...ended, finishedAt: at } });
    },
    async postpone(job, { ms, isFailure, reason }) {
      const at = await now();
      const waiting = { token: null, reason, dueAt: later(at, ms), updatedAt: at };
      await write(job, { $set: isFailure ? waiting : { ...waiting, attempts: 0 } });
    },
    async backlog(kind) {
      const running = { kind, state: 'RUNNING' } as const;
      const waiting = await queue(db).countDocuments(running, { limit: COUNTED_AT_MOST });
      const [oldest] = await queue(db).find(running).sort({ dueAt: 1 }).limit(1).toArray();
      const age = oldest === undefined ? 0 : (await databaseTime(db)) - oldest.createdAt.getTime();
      return { waiting, oldestSeconds: age / 1_000 };
    },
    async listStuck({ limit, overdueMs = OVERDUE_MS }) {
      const overdue = { state: 'RUNNING', dueAt: { $lt: later(await now(), -overdueMs) } } as const;
      const stuck = await queue(db)
        .find({ $or: [{ state: 'STUCK' }, overdue] })
        .sort({ updatedAt: 1 })
        .limit(limit)
        .toArray();
      const failed = await queue(db).find({ state: 'FAILED' }).sort({ updatedAt: 1 }).limit(limit).toArray();
      return [...stuck, ...failed].map(toStuckJob);
    },
    async retry(id) {
      const at = await now();
      const again = { state: 'RUNNING', attempts: 0, dueAt: at, token: null, updatedAt: at } as const;
      return change({ _id: id, ...isFree(at) }, { $set: again, $unset: { finishedAt: 1 } });
    },
    async giveUp(id) {
      const at = await now();
      const given = { state: 'FAILED', token: null, reason: 'given up', updatedAt: at, finishedAt: at } as const;
      return change({ _id: id, state: { $ne: 'FAILED' }, ...isFree(at) }, { $set: given });
    },
  };
}

/** Not done, and no process is at work on it. */
function isFree(now: Date): Filter<QueuedJob> {
  const waiting: Filter<QueuedJob> = { state: 'RUNNING', $or: [{ token: null }, { dueAt: { $lt: now } }] };
  return { $or: [{ state: { $in: ['STUCK', 'FAILED'] } }, waiting] };
}

function toStuckJob({ _id, kind, key, attempts, state, reason, updatedAt }: QueuedJob): StuckJob {
  const unclaimed = 'no process took it up: no worker runs, or none knows this kind';
  return {
    id: _id,
    kind,
    key,
    attempts,
    reason: state === 'RUNNING' ? unclaimed : (reason ?? 'it failed too often'),
    since: updatedAt,
    hasFailed: state === 'FAILED',
  };
}
