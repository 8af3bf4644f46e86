import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { newId } from '@quartet/service-kit';
import type { Collection, Db } from 'mongodb';
import { acquireLease, heldBy, releaseLease, renewLease, type Lease, type LeaseFields } from './lease.ts';

/** Long work that fills the catalog and may be cut off. Its document exists until the work is complete. */
interface JobDocument extends LeaseFields {
  /** What the job works on, for people: the name of a file. */
  about?: string;
  /** How far it is; only the job itself knows the content. */
  progress?: unknown;
}

const LEASE_MS = 10_000;
const CHECK_MS = 100;

function jobs(db: Db): Collection<JobDocument> {
  return db.collection<JobDocument>('jobs');
}

/** The progress of a job that was begun and not ended; null if there is none. */
export async function findUnfinishedJob(db: Db, id: string): Promise<unknown> {
  return (await jobs(db).findOne({ _id: id }))?.progress ?? null;
}

/** The unfinished jobs about the same thing. */
export async function findUnfinishedJobsAbout(db: Db, about: string): Promise<{ id: string; progress: unknown }[]> {
  const found = await jobs(db).find({ about }).toArray();
  return found.map(({ _id, progress }) => ({ id: _id, progress }));
}

/** Notes that a job begins, for work that several processes may do at once. */
export async function beginJob(db: Db, id: string, progress: object): Promise<void> {
  const lease = { owner: null, until: new Date(0), fence: 0 };
  await jobs(db).updateOne({ _id: id }, { $set: { progress }, $setOnInsert: lease }, { upsert: true });
}

/** Deletes a job: it is done, or is to start from the beginning. */
export async function endJob(db: Db, id: string): Promise<void> {
  await jobs(db).deleteOne({ _id: id });
}

/** Another process has taken over or ended the job of this one. */
export class JobLost extends Error {
  override readonly name = 'JobLost';
}

/** A job that this process alone works on. */
export interface JobLease {
  /** As it was when the job was acquired; null at its beginning. */
  progress: unknown;
  /** @throws JobLost */
  save(progress: object): Promise<void>;
  /** The job is done. @throws JobLost */
  end(): Promise<void>;
  /** Leaves it to the next process that acquires it. */
  release(): Promise<void>;
}

/**
 * Acquires the job for this process. The job of a process that died is taken over: at once if it ran on this machine,
 * else when its lease has ended, ten seconds later at most.
 * @returns `busy` while a living process has the job
 */
export async function acquireJob(db: Db, { id, about }: { id: string; about: string }): Promise<JobLease | 'busy'> {
  const owner = `${hostname()}/${process.pid}/${newId()}`;
  const lease = await takeLease(db, { id, owner });
  if (lease === null) return 'busy';
  const held = await jobs(db).findOneAndUpdate(heldBy(lease), { $set: { about } });
  // A failed renewal is harmless: the next one comes well before the lease ends.
  const renewal = setInterval(
    () => void renewLease(db, jobs(db), lease, LEASE_MS).catch(() => false),
    LEASE_MS / 4,
  ).unref();
  const stillOurs = (count: number): void => {
    if (count === 0) throw new JobLost(`Another process has taken over ${about}`);
  };
  return {
    progress: held?.progress ?? null,
    async save(progress) {
      stillOurs((await jobs(db).updateOne(heldBy(lease), { $set: { progress } })).matchedCount);
    },
    async end() {
      clearInterval(renewal);
      stillOurs((await jobs(db).deleteOne(heldBy(lease))).deletedCount);
    },
    async release() {
      clearInterval(renewal);
      await releaseLease(jobs(db), lease);
    },
  };
}

/** Null while the holder renews its lease, or its process runs on this machine. */
async function takeLease(db: Db, { id, owner }: { id: string; owner: string }): Promise<Lease | null> {
  let seen: JobDocument | null = null;
  for (;;) {
    const lease = await acquireLease(db, jobs(db), { id, owner, ms: LEASE_MS });
    if (lease !== null) return lease;
    const now = await jobs(db).findOne({ _id: id });
    if (now === null) continue;
    const life = lifeOf(now.owner);
    if (life === 'alive' || (seen !== null && now.until.getTime() !== seen.until.getTime())) return null;
    if (life === 'dead') {
      await jobs(db).updateOne({ _id: id, owner: now.owner }, { $set: { until: new Date(0) } });
    } else await wait(CHECK_MS);
    seen = now;
  }
}

/** Whether the process that has the lease is running; unknown on another machine. */
function lifeOf(owner: string | null): 'alive' | 'dead' | 'unknown' {
  const [host, pid] = owner?.split('/') ?? [];
  if (host !== hostname()) return 'unknown';
  try {
    process.kill(Number(pid), 0);
    return 'alive';
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    return gone ? 'dead' : 'alive';
  }
}
