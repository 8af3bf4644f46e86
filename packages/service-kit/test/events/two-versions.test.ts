import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startConsumer } from '../../src/events/consumer/consumer.ts';
import { giveUpParked } from '../../src/events/consumer/parked.ts';
import type { Worker } from '../../src/events/worker.ts';
import { type Bus, freshBus, log, pendingCount, ping, stockChanged, streamName } from './bus.ts';
import { contract } from './contract.ts';

vi.setConfig({ testTimeout: 120_000 });
let bus: Bus;
const running: Worker[] = [];
const newer: ChildProcess[] = [];

beforeAll(async () => {
  bus = await freshBus();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((worker) => worker.stop()));
  for (const member of newer.splice(0)) {
    const exited = once(member, 'exit');
    member.kill('SIGKILL');
    await exited;
  }
});
afterAll(() => bus.stop());

const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 100_000, interval: 50 });
const keyOf = (name: string, stream: string) => `${stream.replace('events:', `${name}:`)}:test`;

function startOlder(stream: string, seen: string[]): void {
  running.push(
    startConsumer({
      ...{ contract, redisUrl: bus.redisUrl, stream, group: 'test', log, ping },
      handle: async (events) => void seen.push(...events.map((event) => `${event.type} ${event.subject}`)),
    }),
  );
}

function startNewer(stream: string, seen: string[]): void {
  const member = fork(new URL('../fixtures/newer-consumer.ts', import.meta.url), [bus.redisUrl, stream]);
  member.on('message', (line: string) => seen.push(line));
  newer.push(member);
}

/** What today's version can read, what it does not know, and a value that it cannot read. */
async function publishAll(stream: string, names: readonly string[]): Promise<string[]> {
  for (const name of names) {
    const event = stockChanged(name);
    const add = (value: unknown) => bus.redis.xadd(stream, '*', 'event', JSON.stringify(value));
    await add(event);
    await add({ ...event, type: 'stock.teleported', data: { sku: name } });
    await add({ ...event, subject: `${name}-new`, data: { ...event.data, available: 'plenty' } });
  }
  return names.flatMap((name) => [`stock.changed ${name}`, `stock.changed ${name}-new`, `stock.teleported ${name}`]);
}

async function allSettled(stream: string): Promise<void> {
  expect(await pendingCount(bus.redis, stream, 'test')).toBe(0);
  expect(await bus.redis.xlen(keyOf('parked', stream))).toBe(0);
  expect(await bus.redis.xlen(keyOf('dead', stream))).toBe(0);
}

describe('two versions of the contract in one group', () => {
  it('lose nothing when they run at once: the newer one is given what only it can read', async () => {
    const stream = streamName();
    const seen = { older: [] as string[], newer: [] as string[] };
    startOlder(stream, seen.older);
    startNewer(stream, seen.newer);
    const all = await publishAll(
      stream,
      Array.from({ length: 10 }, (_, n) => `sku-${n}`),
    );
    await until(() => expect(new Set([...seen.older, ...seen.newer])).toEqual(new Set(all)));
    await until(() => allSettled(stream));
    expect(seen.older.filter((line) => line.includes('teleported') || line.endsWith('-new'))).toEqual([]);
  });

  it('lose nothing when the older one has read all before the newer one starts', async () => {
    const stream = streamName();
    const seen = { older: [] as string[], newer: [] as string[] };
    startOlder(stream, seen.older);
    await publishAll(stream, ['a', 'b']);
    await until(async () => expect(await bus.redis.xlen(keyOf('parked', stream))).toBe(2));
    await until(async () => expect(await bus.redis.xlen(keyOf('dead', stream))).toBe(2));
    await Promise.all(running.splice(0).map((worker) => worker.stop()));
    expect(seen.older).toEqual(['stock.changed a', 'stock.changed b']);
    startNewer(stream, seen.newer);
    await until(() =>
      expect(seen.newer.toSorted()).toEqual([
        'stock.changed a-new',
        'stock.changed b-new',
        'stock.teleported a',
        'stock.teleported b',
      ]),
    );
    await until(() => allSettled(stream));
  });

  it('make a dead letter of what nobody has known for a week', async () => {
    const stream = streamName();
    const parked = keyOf('parked', stream);
    const now = Date.now();
    const day = 24 * 60 * 60_000;
    await bus.redis.xadd(parked, `${now - 8 * day}-0`, 'event', 'old', 'original', '1-1');
    await bus.redis.xadd(parked, `${now - 6 * day}-0`, 'event', 'young', 'original', '2-1');
    expect(await giveUpParked(bus.redis, stream, 'test', now)).toBe(1);
    expect(await bus.redis.xlen(parked)).toBe(1);
    const [letter] = await bus.redis.xrange(keyOf('dead', stream), '-', '+');
    expect(letter?.[1]).toEqual(expect.arrayContaining(['event', 'old', 'original', '1-1', 'kind', 'unreadable']));
  });
});
