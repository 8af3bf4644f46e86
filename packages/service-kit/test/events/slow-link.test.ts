import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { slowProxy, type SlowProxy } from '@quartet/test-kit';
import { startConsumer } from '../../src/events/consumer/consumer.ts';
import { appendToOutbox } from '../../src/events/outbox/outbox.ts';
import { startOutboxRelay } from '../../src/events/outbox/relay.ts';
import { createPublisher, publishEvents } from '../../src/events/outbox/publish.ts';
import type { Worker } from '../../src/events/worker.ts';
import { createRedis } from '../../src/databases/redis.ts';
import { type Bus, freshBus, log, pendingCount, ping, skusIn, stockChanged } from './bus.ts';
import { contract, STREAMS } from './contract.ts';

vi.setConfig({ testTimeout: 120_000 });
const stream = STREAMS.orders;
let bus: Bus;
const cleanups: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  bus = await freshBus();
});
beforeEach(async () => {
  await bus.redis.flushdb();
  await sql`truncate outbox, outbox_stores`.execute(bus.db);
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
afterAll(() => bus.stop());

const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 100_000, interval: 50 });

async function link(bytesPerSecond: number): Promise<SlowProxy> {
  const proxy = await slowProxy(bus.redisUrl, { bytesPerSecond });
  cleanups.push(() => proxy.close());
  return proxy;
}

function running(worker: Worker): void {
  cleanups.push(() => worker.stop());
}

/** Events of 60 kB: the source may be any text. */
const large = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ ...stockChanged(`sku-${n}`), source: `/orders/${'x'.repeat(60_000)}` }));

describe('a link of 4 MB a second', () => {
  it('takes 100 events of 60 kB from the outbox, each of them once', async () => {
    const { url } = await link(4_000_000);
    const redis = createRedis({ url, name: 'slow', log });
    cleanups.push(() => redis.disconnect());
    await appendToOutbox(bus.db, contract, large(100));
    running(startOutboxRelay({ contract, db: bus.db, listenUrl: bus.databaseUrl, redis, stream, log }));
    await until(async () => {
      const { rows } = await sql`select from outbox where published_at is null`.execute(bus.db);
      expect(rows).toHaveLength(0);
    });
    expect((await skusIn(bus.redis, stream)).toSorted()).toEqual(
      large(100)
        .map((event) => event.subject)
        .toSorted(),
    );
  });

  it('brings a group what it holds, and what another member held', async () => {
    const { url } = await link(4_000_000);
    await publishEvents(bus.redis, stream, large(100));
    await bus.redis.xgroup('CREATE', stream, 'search', '0');
    await bus.redis.xreadgroup('GROUP', 'search', 'dead', 'COUNT', 100, 'STREAMS', stream, '>');
    const seen = new Set<string>();
    running(
      startConsumer({
        ...{ contract, redisUrl: url, stream, group: 'search', log, ping, claimAfterMs: 500 },
        handle: async (events) => events.forEach((event) => seen.add(event.subject)),
      }),
    );
    await until(() => expect(seen.size).toBe(100));
    await until(async () => expect(await pendingCount(bus.redis, stream, 'search')).toBe(0));
  });
});

describe('a link on which batches take too long', () => {
  it('is given smaller ones, and few events twice', async () => {
    const { url } = await link(60_000);
    const redis = createRedis({ url, name: 'very slow', log });
    cleanups.push(() => redis.disconnect());
    const events = large(12);
    await appendToOutbox(bus.db, contract, events);
    running(startOutboxRelay({ contract, db: bus.db, listenUrl: bus.databaseUrl, redis, stream, log }));
    await until(async () => {
      const { rows } = await sql`select from outbox where published_at is null`.execute(bus.db);
      expect(rows).toHaveLength(0);
    });
    const sent = await skusIn(bus.redis, stream);
    expect(new Set(sent).size).toBe(12);
    expect(sent.length).toBeLessThan(24);
  });
});

describe('an append that nobody answered', () => {
  it('is looked for before it is made again', async () => {
    const events = [stockChanged('a'), stockChanged('b'), stockChanged('c')];
    const outgoing = events.map((event) => ({ event, targetGroup: null }));
    let calls = 0;
    const losing = Object.create(bus.redis) as typeof bus.redis;
    losing.pipeline = (...args: []) => {
      const pipeline = bus.redis.pipeline(...args);
      const exec = pipeline.exec.bind(pipeline);
      pipeline.exec = async () => {
        const answers = await exec();
        return ++calls === 1
          ? answers!.map(([, id], at) => [at === 0 ? null : new Error('Command timed out'), id])
          : answers;
      };
      return pipeline;
    };
    const publisher = createPublisher({ redis: losing, stream });
    const first = await publisher.append(outgoing);
    expect([...first.done]).toEqual([events[0]!.id]);
    expect(first.error?.message).toBe('Command timed out');
    const fresh = { event: stockChanged('d'), targetGroup: null };
    const second = await publisher.append([...outgoing.slice(1), fresh]);
    expect(second.error).toBeUndefined();
    expect(second.done).toEqual(new Set([events[1]!.id, events[2]!.id, fresh.event.id]));
    expect(await skusIn(bus.redis, stream)).toEqual(['a', 'b', 'c', 'd']);
  });
});
