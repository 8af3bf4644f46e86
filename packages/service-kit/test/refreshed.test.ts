import { waitUntil } from '@quartet/test-kit';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { type Refreshed, countDatabaseCalls, createRefreshed, publishDatabaseCall } from '../src/index.ts';

const log = pino({ level: 'silent' });
const HOUR = 3_600_000;
const timing = {
  everyMs: HOUR,
  deadlineMs: HOUR,
  waitMs: 30,
  onDemandMs: HOUR,
  retryMs: { first: HOUR, most: HOUR },
};

let running: Refreshed<number> | undefined;
afterEach(() => running?.stop());

/** Loads 1, 2, 3, … as `answer` lets it. */
function start(answer: (load: number, signal: AbortSignal) => Promise<unknown>, changes: Partial<typeof timing> = {}) {
  const seen = { loads: 0, underWay: 0, most: 0 };
  const load = async (signal: AbortSignal) => {
    seen.loads += 1;
    const mine = seen.loads;
    seen.underWay += 1;
    seen.most = Math.max(seen.most, seen.underWay);
    try {
      await answer(mine, signal);
    } finally {
      seen.underWay -= 1;
    }
    return mine;
  };
  running = createRefreshed({ what: 'a number', load, log, ...timing, ...changes });
  return { value: running, seen };
}

const hangs = () => new Promise<never>(() => undefined);
const away = () => Promise.reject(new Error('away'));
const here = () => Promise.resolve();

test('many callers wait for the first load together, and for no other', async () => {
  const { value, seen } = start((load) => (load === 1 ? here() : hangs()), { everyMs: 1 });
  expect(await Promise.all([value.get(), value.get()])).toEqual([1, 1]);
  await waitUntil(() => seen.loads === 2, { what: 'the next load' });
  expect(await value.get()).toBe(1);
  expect(seen.loads).toBe(2);
});

test('is loaded again ahead of need', async () => {
  const { value, seen } = start(here, { everyMs: 1 });
  await waitUntil(async () => (await value.get()) > 3, { what: 'a fourth load' });
  expect(seen.most).toBe(1);
});

test('the first load may hang: each caller waits for a bounded time, then it is given up and tried again', async () => {
  const changes = { deadlineMs: 50, retryMs: { first: 1, most: 1 } };
  const { value } = start((load) => (load === 1 ? hangs() : here()), changes);
  await expect(value.get()).rejects.toMatchObject({ code: 'TIMEOUT' });
  await waitUntil(
    () =>
      value.get().then(
        (got) => got === 2,
        () => false,
      ),
    { what: 'the second load' },
  );
});

test('a failure is remembered: callers do not cause another load', async () => {
  const { value, seen } = start(away);
  await expect(value.get()).rejects.toThrow('away');
  for (let i = 0; i < 20; i += 1) {
    await expect(value.get()).rejects.toThrow('away');
    expect(await value.refresh()).toBe(false);
  }
  expect(seen.loads).toBe(1);
});

test('after failures it pauses twice as long each time, and the old value stays', async () => {
  const { value, seen } = start((load) => (load === 1 ? here() : away()), {
    everyMs: 1,
    retryMs: { first: 1, most: 4 },
  });
  await waitUntil(() => seen.loads > 6, { what: 'some failures' });
  expect(await value.get()).toBe(1);
});

test('out of turn it loads once for all who ask, and not again soon', async () => {
  const { value, seen } = start(here, { onDemandMs: 0 });
  await value.get();
  expect(await Promise.all([value.refresh(), value.refresh(), value.refresh()])).toEqual([true, true, true]);
  expect(seen.loads).toBe(2);
  value.stop();
  const rare = start(here);
  await rare.value.get();
  expect(await rare.value.refresh()).toBe(true);
  expect(rare.seen.loads).toBe(1);
});

test('who asks out of turn waits for a bounded time only', async () => {
  const { value } = start((load) => (load === 1 ? here() : hangs()), { onDemandMs: 0 });
  await value.get();
  expect(await value.refresh()).toBe(false);
  expect(await value.get()).toBe(1);
});

test('what a request causes does not count as its own work', async () => {
  const { value } = start(() => Promise.resolve(publishDatabaseCall('postgres', 'SELECT')), { onDemandMs: 0 });
  await value.get();
  const { calls } = await countDatabaseCalls(() => value.refresh());
  expect(calls.postgres).toBe(0);
});

test('a stop ends a load under way and all to come', async () => {
  let ended = false;
  const { value, seen } = start((_, signal) => {
    signal.addEventListener('abort', () => (ended = true));
    return hangs();
  });
  value.stop();
  expect(ended).toBe(true);
  expect(seen.loads).toBe(1);
});
