import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { metricsRegistry } from '../../src/process/metrics.ts';
import { busState } from '../../src/events/bus-state.ts';
import { publishEvents } from '../../src/events/outbox/publish.ts';
import { startStreamTrimmer, trimStream } from '../../src/events/stream-trimmer.ts';
import { type Bus, freshBus, log, skusIn, stockChanged } from './bus.ts';
import { expectedGroups } from '../../src/events/contract.ts';
import { contract, STREAMS } from './contract.ts';

const stream = STREAMS.search;
let bus: Bus;

beforeAll(async () => {
  bus = await freshBus();
});
afterAll(() => bus.stop());
beforeEach(async () => {
  await bus.redis.flushdb();
  await publishEvents(
    bus.redis,
    stream,
    Array.from({ length: 10 }, (_, n) => stockChanged(`sku-${n}`)),
  );
});

const join = (group: string) => bus.redis.xgroup('CREATE', stream, group, '0');

/** Gives `count` messages to a group and acknowledges them, but for those at the named places. */
async function handle(group: string, count: number, o: { leaving?: number[] } = {}): Promise<void> {
  const answer = (await bus.redis.xreadgroup('GROUP', group, 'm', 'COUNT', count, 'STREAMS', stream, '>')) as [
    string,
    [string, string[]][],
  ][];
  const ids = answer[0]![1].map(([id]) => id).filter((_, place) => !o.leaving?.includes(place));
  await bus.redis.xack(stream, group, ...ids);
}

describe('trimming a stream', () => {
  it('cuts behind the slowest group', async () => {
    await join('catalog');
    await join('orders');
    await handle('catalog', 10);
    await handle('orders', 4);
    await trimStream(bus.redis, stream, expectedGroups(contract, stream));
    expect((await skusIn(bus.redis, stream)).slice(0, 2)).toEqual(['sku-3', 'sku-4']);
    await handle('orders', 6);
    await trimStream(bus.redis, stream, expectedGroups(contract, stream));
    expect(await skusIn(bus.redis, stream)).toEqual(['sku-9']);
  });

  it('keeps a message that was given and not acknowledged, and all behind it', async () => {
    await join('catalog');
    await join('orders');
    await handle('catalog', 10);
    await handle('orders', 10, { leaving: [6] });
    await trimStream(bus.redis, stream, expectedGroups(contract, stream));
    expect(await skusIn(bus.redis, stream)).toEqual(['sku-6', 'sku-7', 'sku-8', 'sku-9']);
  });

  it('cuts nothing while a group that should read it has not joined', async () => {
    await join('catalog');
    await handle('catalog', 10);
    expect(await trimStream(bus.redis, stream, expectedGroups(contract, stream))).toBeNull();
    expect(await skusIn(bus.redis, stream)).toHaveLength(10);
    await join('orders');
    expect(await trimStream(bus.redis, stream, expectedGroups(contract, stream))).toBe('0-0');
    expect(await skusIn(bus.redis, stream)).toHaveLength(10);
  });

  it('heeds a group that nobody told it of', async () => {
    for (const group of ['catalog', 'orders', 'visitor']) await join(group);
    await handle('catalog', 10);
    await handle('orders', 10);
    await trimStream(bus.redis, stream, expectedGroups(contract, stream));
    expect(await skusIn(bus.redis, stream)).toHaveLength(10);
  });

  it('has nothing to do where there is no stream', async () => {
    await bus.redis.flushdb();
    expect(await trimStream(bus.redis, stream, expectedGroups(contract, stream))).toBeNull();
    expect(await bus.redis.exists(stream)).toBe(0);
  });
});

describe('the state of the bus', () => {
  it('tells of each group how far it is behind, also of one that has not joined', async () => {
    await join('catalog');
    await handle('catalog', 10, { leaving: [2, 3] });
    await bus.redis.xadd('dead:{search}:orders', '*', 'event', '');
    const [state] = await busState(bus.redis, contract, [stream]);
    expect(state).toMatchObject({
      length: 10,
      groups: [
        { name: 'catalog', joined: true, pending: 2, deadLetters: 0 },
        { name: 'orders', joined: false, pending: 0, deadLetters: 1 },
      ],
    });
    expect(state!.groups.every((group) => group.lagSeconds > 0)).toBe(true);
    const all = await busState(bus.redis, contract);
    expect(all.map((one) => one.stream)).toEqual(Object.values(STREAMS));
  });

  it('is not behind once all is acknowledged', async () => {
    await join('catalog');
    await handle('catalog', 10);
    const [state] = await busState(bus.redis, contract, [stream]);
    expect(state!.groups[0]).toMatchObject({ lagSeconds: 0, pending: 0 });
  });

  it('is in the metrics, and the stream is trimmed, as long as somebody takes care', async () => {
    await join('catalog');
    await join('orders');
    await handle('catalog', 10);
    await handle('orders', 8, { leaving: [5] });
    await bus.redis.xadd('dead:{search}:orders', '*', 'event', '');
    const care = startStreamTrimmer({ contract, redis: bus.redis, stream, log });
    const line = (name: string, group?: string) =>
      `quartet_${name}{stream="${stream}"${group ? `,group="${group}"` : ''}}`;
    await vi.waitFor(async () => {
      const lines = (await metricsRegistry().metrics()).split('\n');
      expect(lines).toContain(`${line('stream_length')} 5`);
      expect(lines).toContain(`${line('events_pending', 'orders')} 1`);
      expect(lines).toContain(`${line('dead_letters', 'orders')} 1`);
      expect(lines).toContain(`${line('events_lag_seconds', 'catalog')} 0`);
      expect(lines.some((one) => one.startsWith(line('events_lag_seconds', 'orders')) && !one.endsWith(' 0'))).toBe(
        true,
      );
    });
    await care.stop();
  });
});
