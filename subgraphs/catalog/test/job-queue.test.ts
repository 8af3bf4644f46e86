import {
  createLogger,
  createMongo,
  JobRefused,
  runJob,
  startJobWorker,
  type JobDefinition,
} from '@quartet/service-kit';
import { afterwards, freshMongo, waitUntil } from '@quartet/test-kit';
import { beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { migrateCatalog } from '../src/index.ts';
import { enqueueJob, mongoJobs } from '../src/storage/job-queue.ts';

const log = createLogger({ name: 'job queue test', level: 'silent' });
const { url } = await freshMongo();
await migrateCatalog({ env: { CATALOG_MONGODB_URL: url } as never, log, direction: 'up' });
const { db, destroy } = createMongo({ url, name: 'job queue test', log });
afterwards(destroy);
const store = mongoJobs(db);
const queue = db.collection('job_queue');

const definition = (run: () => Promise<void>, maxAttempts = 10): JobDefinition<null, { n: number }> => ({
  kind: 'draw',
  payload: z.object({ n: z.number() }),
  run,
  maxAttempts,
});
const fine = () => Promise.resolve();
const runOne = async (run: () => Promise<void>, maxAttempts?: number) => {
  const [lease] = await store.lease({ kind: 'draw', limit: 1 });
  return lease && runJob({ store, tools: null, definition: definition(run, maxAttempts) }, lease);
};
const enqueue = (key: string) => enqueueJob(db, { kind: 'draw', key, payload: { n: 1 } });
const dueNow = () => queue.updateMany({}, { $set: { dueAt: new Date(0) } });

beforeEach(async () => {
  await queue.deleteMany({});
});

it('a job of a kind and a key is enqueued once, and done once', async () => {
  await Promise.all(Array.from({ length: 10 }, () => enqueue('a')));
  expect(await queue.countDocuments()).toBe(1);
  expect(await runOne(fine)).toBe('done');
  await enqueue('a');
  expect(await runOne(fine)).toBeUndefined();
});

it('a failure is tried again later, a refusal is not, the last attempt makes it stuck', async () => {
  await enqueue('a');
  expect(await runOne(() => Promise.reject(new Error('not today')))).toBe('waiting');
  expect(await runOne(fine)).toBeUndefined();
  await dueNow();
  expect(await runOne(() => Promise.reject(new Error('not today')), 2)).toBe('stuck');
  await enqueue('b');
  expect(await runOne(() => Promise.reject(new JobRefused('no such picture')))).toBe('failed');
  const listed = await store.listStuck({ limit: 10 });
  expect(listed).toMatchObject([
    { key: 'a', hasFailed: false, reason: 'Error: not today' },
    { key: 'b', hasFailed: true, reason: 'no such picture' },
  ]);
  for (const { id } of listed) expect(await store.retry(id)).toBe(true);
  expect(await runOne(fine)).toBe('done');
  expect(await store.giveUp(listed[0]!.id)).not.toBe(await store.giveUp(listed[1]!.id));
});

it('a stale owner writes nothing', async () => {
  await enqueue('a');
  const [stale] = await store.lease({ kind: 'draw', limit: 1 });
  expect(await store.giveUp(stale!.id)).toBe(false);
  await dueNow();
  const [fresh] = await store.lease({ kind: 'draw', limit: 1 });
  expect(await runJob({ store, tools: null, definition: definition(fine) }, stale!)).toBe('lost');
  expect(await runJob({ store, tools: null, definition: definition(fine) }, fresh!)).toBe('done');
});

it('a kind that no worker knows is listed, and two workers share the others', async () => {
  await enqueueJob(db, { kind: 'of a newer build', key: 'x', payload: {} });
  for (let n = 0; n < 50; n++) await enqueue(String(n));
  let runs = 0;
  const count = () => Promise.resolve(void runs++);
  const workers = [1, 2].map(() =>
    startJobWorker({ store, tools: null, definition: definition(count) }, { log, pollMs: 20 }),
  );
  await waitUntil(async () => (await store.backlog('draw')).waiting === 0);
  await Promise.all(workers.map((worker) => worker.stop()));
  expect(runs).toBe(50);
  expect(await store.listStuck({ limit: 10, overdueMs: 0 })).toMatchObject([{ kind: 'of a newer build' }]);
});
