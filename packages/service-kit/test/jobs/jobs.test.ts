import { freshPostgres, waitUntil } from '@quartet/test-kit';
import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  createJobTable,
  createLogger,
  createPostgres,
  enqueue,
  JobRefused,
  newId,
  postgresJobs,
  pruneJobs,
  runJob,
  startJobWorker,
  type Job,
  type JobDefinition,
} from '../../src/index.ts';

const log = createLogger({ name: 'job test', level: 'silent' });
const { url } = await freshPostgres();
const { db, destroy } = createPostgres<Record<string, never>>({ url, name: 'job test', log });
afterAll(destroy);
await createJobTable(db);
const store = postgresJobs(db);

type Greeting = { whom: string };
type Run = (job: Job<Greeting>, signal: AbortSignal) => Promise<void>;
const greet = (run: Run, more: Partial<JobDefinition<null, Greeting>> = {}): JobDefinition<null, Greeting> => ({
  kind: 'greet',
  payload: z.object({ whom: z.string() }),
  run: (_tools, job, signal) => run(job, signal),
  ...more,
});
const runnerOf = (run: Run, more?: Partial<JobDefinition<null, Greeting>>) => ({
  store,
  tools: null,
  definition: greet(run, more),
});
const enqueueGreeting = (key: string, whom = 'Ada') => enqueue(db, { kind: 'greet', key, payload: { whom } });
const stateOf = async (key: string) => {
  const { rows } = await sql<{ id: string; state: string; attempts: number; last_error: string | null }>`
    select id, state, attempts, last_error from jobs where key = ${key}`.execute(db);
  return rows[0];
};
const leaseOne = async () => {
  const [lease] = await store.lease({ kind: 'greet', limit: 1 });
  if (lease === undefined) throw new Error('there is no job');
  return lease;
};
const never = () => Promise.reject(new Error('not today'));

beforeEach(async () => {
  await sql`delete from jobs`.execute(db);
});

describe('enqueue', () => {
  it('belongs to the transaction, and counts once for each kind and key', async () => {
    const failing = db.transaction().execute(async (trx) => {
      await enqueue(trx, { kind: 'greet', key: 'a', payload: {} });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await stateOf('a')).toBeUndefined();
    await Promise.all(Array.from({ length: 10 }, () => enqueueGreeting('a')));
    await enqueue(db, { kind: 'other', key: 'a', payload: {} });
    const { rows } = await sql`select kind from jobs order by kind`.execute(db);
    expect(rows).toEqual([{ kind: 'greet' }, { kind: 'other' }]);
  });

  it('does nothing for a cause whose job is done', async () => {
    await enqueueGreeting('a');
    expect(
      await runJob(
        runnerOf(() => Promise.resolve()),
        await leaseOne(),
      ),
    ).toBe('done');
    await enqueueGreeting('a');
    expect(await store.lease({ kind: 'greet', limit: 1 })).toEqual([]);
  });
});

describe('an attempt', () => {
  it('that fails is made again after a back-off, and after the last one the job is stuck', async () => {
    await enqueueGreeting('a');
    const failing = runnerOf(never, { maxAttempts: 2 });
    expect(await runJob(failing, await leaseOne())).toBe('waiting');
    expect(await stateOf('a')).toMatchObject({ state: 'RUNNING', attempts: 1, last_error: 'Error: not today' });
    expect(await store.lease({ kind: 'greet', limit: 1 })).toEqual([]);
    await sql`update jobs set due_at = now()`.execute(db);
    expect(await runJob(failing, await leaseOne())).toBe('stuck');
    expect(await store.listStuck({ limit: 10 })).toMatchObject([
      { key: 'a', hasFailed: false, attempts: 2, reason: 'Error: not today' },
    ]);
  });

  it('that is refused is the last one, until a person wants another', async () => {
    await enqueueGreeting('a');
    const refused = runnerOf(() => Promise.reject(new JobRefused('there is no Ada')));
    expect(await runJob(refused, await leaseOne())).toBe('failed');
    const [job] = await store.listStuck({ limit: 10 });
    expect(job).toMatchObject({ hasFailed: true, reason: 'there is no Ada' });
    expect(await store.retry(job!.id)).toBe(true);
    expect(
      await runJob(
        runnerOf(() => Promise.resolve()),
        await leaseOne(),
      ),
    ).toBe('done');
    expect(await store.retry(job!.id)).toBe(false);
    expect(await store.giveUp(job!.id)).toBe(false);
  });

  it('with a payload that this build cannot read is tried again', async () => {
    await enqueue(db, { kind: 'greet', key: 'a', payload: { who: 1 } });
    expect(
      await runJob(
        runnerOf(() => Promise.resolve()),
        await leaseOne(),
      ),
    ).toBe('waiting');
  });

  it('that is cut off because its process stops does not count', async () => {
    await enqueueGreeting('a');
    const stopping = new AbortController();
    const run = runJob(
      runnerOf(() => new Promise(() => stopping.abort(new Error('stopping')))),
      await leaseOne(),
      { signal: stopping.signal },
    );
    expect(await run).toBe('waiting');
    expect(await stateOf('a')).toMatchObject({ state: 'RUNNING', attempts: 0 });
    expect(await leaseOne()).toMatchObject({ attempts: 1 });
  });

  it('of a stale owner writes nothing', async () => {
    await enqueueGreeting('a');
    const stale = await leaseOne();
    await sql`update jobs set due_at = now()`.execute(db);
    const fresh = await leaseOne();
    expect(
      await runJob(
        runnerOf(() => Promise.resolve()),
        stale,
      ),
    ).toBe('lost');
    expect(await stateOf('a')).toMatchObject({ state: 'RUNNING', attempts: 2 });
    expect(
      await runJob(
        runnerOf(() => Promise.resolve()),
        fresh,
      ),
    ).toBe('done');
  });
});

describe('a person', () => {
  it('sees jobs that no process takes up, and gives them up', async () => {
    await enqueue(db, { kind: 'of a newer build', key: 'x', payload: {} });
    await enqueueGreeting('a');
    const held = await leaseOne();
    expect(await store.giveUp(held.id)).toBe(false);
    const stuck = await store.listStuck({ limit: 10, overdueMs: 0 });
    expect(stuck).toMatchObject([
      { kind: 'of a newer build', reason: expect.stringContaining('no process took it up') },
    ]);
    expect(await store.giveUp(stuck[0]!.id)).toBe(true);
    expect(await store.listStuck({ limit: 10 })).toMatchObject([{ hasFailed: true, reason: 'given up' }]);
    expect(await store.retry(newId())).toBe(false);
  });

  it('finds failed jobs for 30 days, and stuck ones for good', async () => {
    for (const key of ['done', 'failed', 'stuck']) await enqueueGreeting(key);
    await sql`update jobs set state = upper(key), updated_at = now() - interval '31 days',
      finished_at = case when key <> 'stuck' then now() - interval '31 days' end`.execute(db);
    expect(await pruneJobs(db)).toMatchObject({ rows: 2 });
    expect(await stateOf('stuck')).toMatchObject({ state: 'STUCK' });
  });
});

describe('workers', () => {
  it('share what there is, in batches: each job runs once', async () => {
    const many = 500;
    await sql`insert into jobs (id, kind, step, key, data, due_at)
      select gen_random_uuid(), 'greet', 'run', n::text, '{"whom": "Ada"}', now() from generate_series(1, ${many}::int) n`.execute(
      db,
    );
    await enqueue(db, { kind: 'of a newer build', key: 'x', payload: {} });
    expect(await store.backlog('greet')).toMatchObject({ waiting: many });
    const runs = new Map<string, number>();
    let atOnce = 0;
    let most = 0;
    const run: Run = async ({ id }) => {
      runs.set(id, (runs.get(id) ?? 0) + 1);
      most = Math.max(most, ++atOnce);
      await Promise.resolve();
      atOnce--;
    };
    const workers = [1, 2].map(() => startJobWorker(runnerOf(run), { log, pollMs: 20, concurrency: 8 }));
    await waitUntil(async () => (await store.backlog('greet')).waiting === 0, { what: 'the end of all jobs' });
    await Promise.all(workers.map((worker) => worker.stop()));
    expect(runs.size).toBe(many);
    expect(new Set(runs.values())).toEqual(new Set([1]));
    expect(most).toBeLessThanOrEqual(16);
    expect(await stateOf('x')).toMatchObject({ state: 'RUNNING', attempts: 0 });
  });
});
