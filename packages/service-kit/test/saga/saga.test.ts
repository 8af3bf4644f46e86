import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@quartet/test-kit';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import {
  LEASE_MS,
  leaseDue,
  leaseOne,
  listStuck,
  MAX_ATTEMPTS,
  newId,
  pruneSagas,
  resumeStuck,
  runSaga,
  STEP_TIMEOUT_MS,
  startSaga,
  startSagaWorker,
  wakeSaga,
  type SagaDefinition,
  type SagaRunner,
  type Transition,
} from '../../src/index.ts';
import { freshSagas } from './fresh.ts';
import { effect, log, noCalls, threeSteps, type Outside, type Tables } from './sagas.ts';

const { url, db, effects, state, start, letGo } = await freshSagas();
const ALL = ['one', 'two', 'three'];
const runner: SagaRunner<Tables, Outside, unknown> = { db, tools: noCalls, definition: threeSteps };

/** A saga whose step `one` ends so. */
function ending(transition: Transition): SagaDefinition<Tables, Outside, unknown> {
  const one = { compensation: 'undo', run: () => Promise.resolve(() => Promise.resolve(transition)) };
  return { ...threeSteps, steps: { ...threeSteps.steps, one } };
}

async function lease(id: string) {
  const saga = await leaseOne(db, id);
  if (saga === null) throw new Error('somebody holds it');
  return saga;
}

it('runs its steps in order, and is done', async () => {
  const saga = await start();
  expect(await runSaga(runner, await lease(saga.id))).toBe('done');
  expect(await effects(saga.id)).toEqual(ALL);
});

it('is written with what made it necessary, or not at all', async () => {
  const id = newId();
  const failing = db.transaction().execute(async (trx) => {
    await startSaga(trx, { id, kind: 'three', step: 'one', data: {} });
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await state(id)).toBeUndefined();
});

const MOMENTS = ['before the call', 'after the call', 'before the commit', 'after the commit'] as const;
const POINTS = ALL.flatMap((step) => MOMENTS.map((moment) => [step, moment] as const)).filter(
  // Nothing is left to do there.
  ([step, moment]) => !(step === 'three' && moment === 'after the commit'),
);

describe('a process that is killed', () => {
  it.each(POINTS)('at step %s %s: another one goes on, and each effect happens once', async (step, moment) => {
    const saga = await start();
    const child = fork(fileURLToPath(new URL('./dying-worker.ts', import.meta.url)), [url, saga.id, step, moment]);
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');

    expect(await leaseOne(db, saga.id)).toBeNull();
    await letGo(saga.id);
    expect(await runSaga(runner, await lease(saga.id))).toBe('done');
    expect(await effects(saga.id)).toEqual(ALL);
  });

  it('is replaced within 30 seconds, and never while its last call may still run', () => {
    expect(LEASE_MS).toBeGreaterThan(STEP_TIMEOUT_MS);
    expect(LEASE_MS + 1_000).toBeLessThan(30_000);
  });
});

it('two workers share the sagas: each step of each runs once', async () => {
  const sagas = await Promise.all(Array.from({ length: 20 }, () => start()));
  const workers = [startSagaWorker(runner, { log, pollMs: 20 }), startSagaWorker(runner, { log, pollMs: 20 })];
  await waitUntil(async () => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from sagas where state = 'RUNNING'`.execute(db);
    return rows[0]?.n === 0;
  });
  await Promise.all(workers.map((worker) => worker.stop()));
  for (const { id } of sagas) expect(await effects(id)).toEqual(ALL);
});

it('a stale owner writes nothing', async () => {
  const saga = await start();
  const arrived = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const slow: Outside = {
    async call(what) {
      if (what !== 'two') return;
      arrived.resolve();
      await goOn.promise;
    },
  };
  const stale = runSaga({ ...runner, tools: slow }, await lease(saga.id));
  await arrived.promise;
  await letGo(saga.id);
  expect(await runSaga(runner, await lease(saga.id))).toBe('done');
  goOn.resolve();
  expect(await stale).toBe('lost');
  expect(await effects(saga.id)).toEqual(ALL);
});

it('an attempt that fails is made again after a back-off, and is stuck after the last one', async () => {
  const saga = await start();
  const failing: Outside = { call: () => Promise.reject(new Error('not today')) };
  expect(await runSaga({ ...runner, tools: failing }, await lease(saga.id))).toBe('waiting');
  expect(await state(saga.id)).toMatchObject({ step: 'one', attempts: 1, last_error: 'Error: not today' });
  const { rows } = await sql<{ later: boolean }>`
    select due_at > now() as later from sagas where id = ${saga.id}`.execute(db);
  expect(rows).toEqual([{ later: true }]);

  await sql`update sagas set attempts = ${MAX_ATTEMPTS - 1}, due_at = now() where id = ${saga.id}`.execute(db);
  expect(await runSaga({ ...runner, tools: failing }, await lease(saga.id))).toBe('stuck');
  expect(await listStuck(db, { limit: 10 })).toMatchObject([{ id: saga.id, step: 'one', reason: 'Error: not today' }]);
  expect(await leaseOne(db, saga.id)).toBeNull();

  expect(await resumeStuck(db, saga.id)).toBe(true);
  expect(await runSaga(runner, await lease(saga.id))).toBe('done');
  expect(await effects(saga.id)).toEqual(ALL);
});

it('a stuck saga can be undone by hand', async () => {
  const saga = await start('two');
  await sql`update sagas set state = 'STUCK' where id = ${saga.id}`.execute(db);
  expect(await resumeStuck(db, saga.id, { step: 'undo' })).toBe(true);
  expect(await runSaga(runner, await lease(saga.id))).toBe('done');
  expect(await effects(saga.id)).toEqual(['undo']);
});

it('a step that this build does not know stays, and is listed', async () => {
  const saga = await start('of a newer build');
  expect(await leaseDue(db, { kind: 'three', steps: Object.keys(threeSteps.steps), limit: 10 })).toEqual([]);
  const listed = await listStuck(db, { limit: 10, overdueMs: 0 });
  expect(listed.find(({ id }) => id === saga.id)).toMatchObject({ step: 'of a newer build' });

  const newer = { ...threeSteps, steps: { ...threeSteps.steps, 'of a newer build': effect('newer', null) } };
  expect(await runSaga({ ...runner, definition: newer }, await lease(saga.id))).toBe('done');
  expect(await effects(saga.id)).toEqual(['newer']);
});

it('compensates by the step that it names', async () => {
  const saga = await start();
  const definition = ending({ kind: 'compensate', reason: 'declined' });
  expect(await runSaga({ ...runner, definition }, await lease(saga.id))).toBe('done');
  expect(await effects(saga.id)).toEqual(['undo']);
});

describe('a saga that waits', () => {
  it('goes on when it is woken', async () => {
    const saga = await start();
    const waiting = { ...runner, definition: ending({ kind: 'wait', forMs: 3_600_000 }) };
    expect(await runSaga(waiting, await lease(saga.id))).toBe('waiting');
    const due = () => leaseDue(db, { kind: 'three', steps: ALL, limit: 10 });
    expect(await due()).toEqual([]);
    await wakeSaga(db, saga.id);
    const [again] = await due();
    expect(again && (await runSaga(runner, again))).toBe('done');
  });

  it('is not put to sleep by an owner that did not see the call', async () => {
    const saga = await start();
    const held = await lease(saga.id);
    await wakeSaga(db, saga.id);
    await runSaga({ ...runner, definition: ending({ kind: 'wait', forMs: 3_600_000 }) }, held);
    expect(await leaseDue(db, { kind: 'three', steps: ALL, limit: 10 })).toMatchObject([{ id: saga.id }]);
  });

  it("has a deadline by the database's clock", async () => {
    const saga = await start();
    const deadline = new Date(Date.now() + 1_800_000);
    const waiting = { ...runner, definition: ending({ kind: 'wait', forMs: 3_600_000, deadline }) };
    await runSaga(waiting, await lease(saga.id));
    const { rows } = await sql<{ at: Date }>`select due_at as at from sagas where id = ${saga.id}`.execute(db);
    expect(rows).toEqual([{ at: deadline }]);
    expect((await lease(saga.id)).isOverdue).toBe(false);
    await sql`update sagas set deadline_at = now(), due_at = now() where id = ${saga.id}`.execute(db);
    expect((await lease(saga.id)).isOverdue).toBe(true);
  });
});

it('a worker that stops gives its sagas back at once', async () => {
  const saga = await start();
  const stopping = new AbortController();
  const call = (what: string) => Promise.resolve(what === 'two' ? stopping.abort() : undefined);
  await runSaga({ ...runner, tools: { call } }, await lease(saga.id), { signal: stopping.signal });
  expect(await state(saga.id)).toMatchObject({ step: 'three' });
  expect(await runSaga(runner, await lease(saga.id))).toBe('done');
});

it('those that are done are deleted after 30 days, others never', async () => {
  const [done, stuck] = [await start(), await start()];
  await runSaga(runner, await lease(done.id));
  await sql`update sagas set state = 'STUCK' where id = ${stuck.id}`.execute(db);
  await sql`update sagas set finished_at = now() - interval '31 days' where id = ${done.id}`.execute(db);
  expect(await pruneSagas(db)).toMatchObject({ rows: 1 });
  expect(await state(done.id)).toBeUndefined();
  expect(await state(stuck.id)).toMatchObject({ state: 'STUCK' });
});
