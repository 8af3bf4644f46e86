import { fork } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../src/errors/to-app-error.ts';
import { type ConsumerOptions, startConsumer } from '../../src/events/consumer/consumer.ts';
import { publishEvents } from '../../src/events/outbox/publish.ts';
import { removeDeadMembers } from '../../src/events/consumer/stream-reader.ts';
import { dropGonePending, trimStream } from '../../src/events/stream-trimmer.ts';
import type { Worker } from '../../src/events/worker.ts';
import { type Bus, freshBus, log, pendingCount, ping, skusIn, stockChanged, streamName } from './bus.ts';
import { type AnyEvent, contract, type Events, newEvent } from './contract.ts';

vi.setConfig({ testTimeout: 300_000 });
let bus: Bus;
const running: Worker[] = [];

beforeAll(async () => {
  bus = await freshBus();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((worker) => worker.stop()));
});
afterAll(() => bus.stop());

const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 120_000, interval: 20 });
const skus = (events: AnyEvent[]) => events.map((event) => event.subject);
const good = (count: number) => Array.from({ length: count }, (_, n) => `good-${n}`);
const publish = (stream: string, names: readonly string[]) =>
  publishEvents(
    bus.redis,
    stream,
    names.map((sku) => stockChanged(sku)),
  );
/** `dead:{test-…}:test`, of `events:{test-…}` */
const deadLetters = (stream: string) => `${stream.replace('events:', 'dead:')}:test`;
const attempts = (stream: string) => `${stream.replace('events:', 'refusals:')}:test`;

function consume(o: Pick<ConsumerOptions<Events>, 'stream' | 'handle'> & Partial<ConsumerOptions<Events>>): void {
  running.push(startConsumer({ contract, redisUrl: bus.redisUrl, group: 'test', log, ping, ...o }));
}

describe('an event that always times out', () => {
  it.each([
    ['TIMEOUT', 100],
    ['TIMEOUT', 1],
    ['SERVICE_UNAVAILABLE', 100],
  ] as const)('(%s, batches of %d) stops nobody behind it', async (code, batch) => {
    const stream = streamName();
    await publish(stream, ['bad', ...good(52)]);
    const seen = new Set<string>();
    consume({
      stream,
      batch,
      handle: async (events) => {
        if (skus(events).includes('bad')) throw new AppError(code, 'It does not answer');
        for (const sku of skus(events)) seen.add(sku);
      },
    });
    await until(() => expect(seen.size).toBe(52));
    // It is refused for good once others are seen to be handled, again and again.
    let more = 0;
    await until(async () => {
      await publish(stream, [`more-${more++}`]);
      expect(await bus.redis.xlen(deadLetters(stream))).toBe(1);
    });
    await until(async () => expect(await pendingCount(bus.redis, stream, 'test')).toBe(0));
  });

  it('becomes a dead letter although nothing new is published', async () => {
    const stream = streamName();
    await publish(stream, ['bad', ...good(5)]);
    consume({
      stream,
      handle: async (events) => {
        if (skus(events).includes('bad')) throw new AppError('TIMEOUT', 'It does not answer');
      },
    });
    await until(async () => expect(await bus.redis.xlen(deadLetters(stream))).toBe(1));
  });

  it('or that the handler never answers for is one that timed out', async () => {
    const stream = streamName();
    await publish(stream, ['bad', ...good(5)]);
    const seen: string[] = [];
    consume({
      stream,
      handleTimeoutMs: 200,
      handle: async (events) => {
        if (skus(events).includes('bad')) await new Promise(() => undefined);
        seen.push(...skus(events));
      },
    });
    await until(() => expect(seen).toEqual(good(5)));
    await until(async () => expect(await bus.redis.xlen(deadLetters(stream))).toBe(1));
  });
});

describe('an event that always times out and is the only one of its type', () => {
  const alwaysLate = () => Promise.reject(new AppError('TIMEOUT', 'It does not answer'));

  it('becomes a dead letter once it has done so for long, while what it needs answered, over several members', async () => {
    const stream = streamName();
    await publish(stream, ['bad']);
    // A member that waits before it tries again (2 s at most) must not lose the event to the other one meanwhile.
    const o = { stream, claimAfterMs: 4_000, loneFailuresForMs: 5_000, handle: alwaysLate };
    consume(o);
    consume(o);
    await until(async () => expect(await bus.redis.xlen(deadLetters(stream))).toBe(1));
    expect(await pendingCount(bus.redis, stream, 'test')).toBe(0);
    expect(await bus.redis.exists(attempts(stream))).toBe(0);
  });

  it('costs nothing while what it needs is away, however long', async () => {
    const stream = streamName();
    await publish(stream, ['early']);
    let tries = 0;
    let away = true;
    consume({
      stream,
      loneFailuresForMs: 1,
      ping: () => (away ? Promise.reject(new Error('away')) : Promise.resolve()),
      handle: async () => {
        tries++;
        if (away) throw new AppError('TIMEOUT', 'It does not answer');
      },
    });
    await until(() => expect(tries).toBeGreaterThan(7));
    // An attempt under way is counted until it is taken back.
    await until(async () => expect(await bus.redis.exists(deadLetters(stream), attempts(stream))).toBe(0));
    away = false;
    await until(async () => expect(await pendingCount(bus.redis, stream, 'test')).toBe(0));
  });
});

describe('an event that alone is always refused and is the only one of its type', () => {
  const lone = () =>
    newEvent('projection.lost', { source: '/search', subject: 'bad', version: 1, data: { group: 'search' } });
  const isRefused = (events: AnyEvent[]) => events.some(({ type }) => type === 'projection.lost');

  it('becomes a dead letter once it has been so for long, while others are handled', async () => {
    const stream = streamName();
    await publishEvents(bus.redis, stream, [lone()]);
    consume({
      stream,
      loneFailuresForMs: 1_000,
      handle: async (events) => {
        if (isRefused(events)) throw new AppError('SERVICE_UNAVAILABLE', 'It refuses');
      },
    });
    let more = 0;
    await until(async () => {
      await publish(stream, [`more-${more++}`]);
      expect(await bus.redis.xlen(deadLetters(stream))).toBe(1);
    });
    await until(async () => expect(await pendingCount(bus.redis, stream, 'test')).toBe(0));
    expect(await bus.redis.exists(attempts(stream))).toBe(0);
  });

  it.each([
    ['nothing else is handled', []],
    ['others are refused too', ['refused']],
  ])('costs nothing while %s, however long', async (_, others) => {
    const stream = streamName();
    await publishEvents(bus.redis, stream, [lone()]);
    await publish(stream, others);
    let tries = 0;
    let away = true;
    consume({
      stream,
      loneFailuresForMs: 1,
      handle: async (events) => {
        if (isRefused(events)) tries++;
        if (away) throw new AppError('SERVICE_UNAVAILABLE', 'It refuses');
      },
    });
    await until(() => expect(tries).toBeGreaterThan(10));
    away = false;
    await until(async () => expect(await pendingCount(bus.redis, stream, 'test')).toBe(0));
    expect(await bus.redis.exists(deadLetters(stream), attempts(stream))).toBe(0);
  });
});

describe('a dependency that is away', () => {
  it.each(['TIMEOUT', 'SERVICE_UNAVAILABLE'] as const)('(%s) costs no event an attempt', async (code) => {
    const stream = streamName();
    await publish(stream, good(12));
    let calls = 0;
    const seen: string[] = [];
    consume({
      stream,
      handle: async (events) => {
        if (++calls <= 14) throw new AppError(code, 'It does not answer');
        seen.push(...skus(events));
      },
    });
    await until(() => expect(seen.toSorted()).toEqual(good(12).toSorted()));
    await until(async () => expect(await pendingCount(bus.redis, stream, 'test')).toBe(0));
    expect(await bus.redis.exists(deadLetters(stream), attempts(stream))).toBe(0);
  });
});

describe('an event that ends the process', () => {
  it('is a dead letter after five deaths, and those behind it are handled', async () => {
    const stream = streamName();
    await publish(stream, ['before', 'deadly', 'behind']);
    const handled: string[] = [];
    let deaths = 0;
    for (; deaths <= 5; deaths++) {
      const member = fork(new URL('../fixtures/dying-consumer.ts', import.meta.url), [bus.redisUrl, stream]);
      member.on('message', (sku: string) => handled.push(sku));
      const exit = once(member, 'exit').then(() => 'died');
      const settled = until(async () => expect(await bus.redis.xlen(deadLetters(stream))).toBe(1)).then(
        () => 'settled',
      );
      if ((await Promise.race([exit, settled])) === 'died') continue;
      await until(async () => expect(await pendingCount(bus.redis, stream, 'test')).toBe(0));
      member.kill('SIGKILL');
      await exit;
      break;
    }
    expect(deaths).toBe(5);
    expect(new Set(handled)).toEqual(new Set(['before', 'behind']));
  });
});

describe('pending messages that are not in the stream any more', () => {
  it('do not keep it from being trimmed', async () => {
    const stream = streamName();
    await publish(stream, good(10));
    await bus.redis.xgroup('CREATE', stream, 'test', '0');
    await bus.redis.xreadgroup('GROUP', 'test', 'm', 'COUNT', 5, 'STREAMS', stream, '>');
    const ids = (await bus.redis.xrange(stream, '-', '+')).map(([id]) => id);
    await bus.redis.xdel(stream, ids[0]!, ids[1]!);
    await bus.redis.xack(stream, 'test', ids[2]!, ids[3]!);
    expect(await dropGonePending(bus.redis, stream)).toEqual([
      { group: 'test', id: ids[0] },
      { group: 'test', id: ids[1] },
    ]);
    expect(await trimStream(bus.redis, stream, ['test'])).toBe(ids[4]);
    expect(await skusIn(bus.redis, stream)).toHaveLength(6);
  });

  it('are acknowledged by the member that claims or holds them', async () => {
    const stream = streamName();
    await publish(stream, good(4));
    await bus.redis.xgroup('CREATE', stream, 'test', '0');
    await bus.redis.xreadgroup('GROUP', 'test', 'dead', 'STREAMS', stream, '>');
    const ids = (await bus.redis.xrange(stream, '-', '+')).map(([id]) => id);
    await bus.redis.xdel(stream, ids[0]!, ids[2]!);
    const seen: string[] = [];
    consume({ stream, claimAfterMs: 50, handle: async (events) => void seen.push(...skus(events)) });
    await until(() => expect(seen.toSorted()).toEqual(['good-1', 'good-3']));
    await until(async () => expect(await pendingCount(bus.redis, stream, 'test')).toBe(0));
  });
});

describe('members that died', () => {
  it('leave the group once they hold nothing, and not before', async () => {
    const stream = streamName();
    await publish(stream, good(3));
    await bus.redis.xgroup('CREATE', stream, 'test', '0');
    await bus.redis.xreadgroup('GROUP', 'test', 'holding', 'COUNT', 1, 'STREAMS', stream, '>');
    const [, ids] = await Promise.all([
      bus.redis.xreadgroup('GROUP', 'test', 'empty', 'COUNT', 1, 'STREAMS', stream, '>'),
      bus.redis.xrange(stream, '-', '+'),
    ]);
    await bus.redis.xack(stream, 'test', ids[1]![0]);
    const me = { stream, group: 'test', consumer: 'me' };
    await bus.redis.xreadgroup('GROUP', 'test', 'me', 'COUNT', 1, 'STREAMS', stream, '>');
    expect(await removeDeadMembers(bus.redis, me, { idleMs: 60_000 })).toBe(0);
    await until(async () => expect(await removeDeadMembers(bus.redis, me, { idleMs: 0 })).toBe(1));
    const members = (await bus.redis.xinfo('CONSUMERS', stream, 'test')) as string[][];
    expect(members.map((member) => member[1])).toEqual(['holding', 'me']);
    expect(await pendingCount(bus.redis, stream, 'test')).toBe(2);
  });
});
