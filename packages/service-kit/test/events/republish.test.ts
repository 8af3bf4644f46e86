import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startConsumer } from '../../src/events/consumer/consumer.ts';
import { appendToOutbox, outboxBacklog, wakeOutbox } from '../../src/events/outbox/outbox.ts';
import { relayBatch, startOutboxRelay } from '../../src/events/outbox/relay.ts';
import { resetPublished, noteDataLoss, resendAfterBrokerLoss } from '../../src/events/outbox/resend.ts';
import { publishEvents } from '../../src/events/outbox/publish.ts';
import { createRepublishPace } from '../../src/events/outbox/republish-pace.ts';
import type { Worker } from '../../src/events/worker.ts';
import { type Bus, freshBus, log, ping, skusIn, stockChanged } from './bus.ts';
import { contract, STREAMS } from './contract.ts';

vi.setConfig({ testTimeout: 120_000 });
const stream = STREAMS.orders;
let bus: Bus;
const running: Worker[] = [];

beforeAll(async () => {
  bus = await freshBus();
});
beforeEach(async () => {
  await bus.redis.flushdb();
  await sql`truncate outbox, outbox_stores`.execute(bus.db);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((worker) => worker.stop()));
});
afterAll(() => bus.stop());

const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 100_000, interval: 20 });
const parts = () => ({ contract, db: bus.db, redis: bus.redis, stream, log });
const many = (count: number, name: string) => Array.from({ length: count }, (_, n) => stockChanged(`${name}-${n}`));
const unsent = async () => (await sql`select from outbox where published_at is null`.execute(bus.db)).rows.length;

describe('republished events', () => {
  it('are sent behind live ones that were written after them', async () => {
    await appendToOutbox(bus.db, contract, many(250, 'again'), { targetGroup: 'search' });
    await appendToOutbox(bus.db, contract, many(3, 'live'));
    expect(await outboxBacklog(bus.db, stream)).toMatchObject({ rows: 3, republished: 250 });
    expect(await relayBatch(parts())).toBe(100);
    expect((await skusIn(bus.redis, stream)).slice(0, 4)).toEqual(['live-0', 'live-1', 'live-2', 'again-0']);
  });

  it('are told apart where a store lost them', async () => {
    await appendToOutbox(bus.db, contract, many(5, 'lost'));
    while ((await relayBatch(parts())) > 0);
    expect(await resendAfterBrokerLoss(parts())).toBe('all');
    await appendToOutbox(bus.db, contract, many(1, 'live'));
    await bus.redis.del(stream);
    await relayBatch(parts());
    expect((await skusIn(bus.redis, stream))[0]).toBe('live-0');
  });

  it('leave room in the stream: a live event waits for a few of them, not for thousands', async () => {
    await appendToOutbox(bus.db, contract, many(3_000, 'again'), { targetGroup: 'search' });
    const seen: string[] = [];
    running.push(
      startConsumer({
        ...{ contract, redisUrl: bus.redisUrl, stream, group: 'search', log, ping },
        handle: async (events) => void seen.push(...events.map((event) => event.subject)),
      }),
      startOutboxRelay({ ...parts(), listenUrl: bus.databaseUrl }),
    );
    await until(() => expect(seen.length).toBeGreaterThan(200));
    const before = seen.length;
    await appendToOutbox(bus.db, contract, many(1, 'live'));
    wakeOutbox(bus.db);
    await until(() => expect(seen).toContain('live-0'));
    expect(seen.indexOf('live-0') - before).toBeLessThan(1_000);
    await until(() => expect(seen.length).toBe(3_001));
  });

  it('go on beside live ones that never end', async () => {
    await appendToOutbox(bus.db, contract, many(40, 'again'), { targetGroup: 'search' });
    await appendToOutbox(bus.db, contract, many(2_500, 'live'));
    running.push(startOutboxRelay({ ...parts(), listenUrl: bus.databaseUrl }));
    await until(async () => expect(await unsent()).toBe(0));
    const sent = await skusIn(bus.redis, stream);
    expect(sent.lastIndexOf('again-39')).toBeLessThan(sent.length - 100);
  });

  it('wait for their groups, but not for one that stands still beside one that reads', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      await publishEvents(bus.redis, stream, many(2, 'again'));
      for (const group of ['reading', 'standing']) await bus.redis.xgroup('CREATE', stream, group, '0');
      const [, newest] = (await bus.redis.xrange(stream, '-', '+')).map(([id]) => id);
      const pace = createRepublishPace(parts());
      expect(await pace.mayContinue()).toBe(true);
      pace.appended(newest!);
      expect(await pace.mayContinue()).toBe(false);
      vi.setSystemTime(Date.now() + 60_000);
      expect(await pace.mayContinue()).toBe(false);
      await bus.redis.xreadgroup('GROUP', 'reading', 'm', 'STREAMS', stream, '>');
      expect(await pace.mayContinue()).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a resend of many rows', () => {
  it('marks them bit by bit, goes on after a death, and leaves alone what is sent meanwhile', async () => {
    await appendToOutbox(bus.db, contract, many(2_500, 'lost'));
    while ((await relayBatch(parts())) > 0);
    expect(await noteDataLoss(parts())).toBe('all');
    expect(await resetPublished(bus.db, stream)).toBe(true);
    expect(await unsent()).toBe(1_000);
    // The relay dies here. Another one sees nothing lost, and finishes.
    await appendToOutbox(bus.db, contract, many(1, 'live'));
    await relayBatch(parts());
    expect(await noteDataLoss(parts())).toBe('none');
    while (await resetPublished(bus.db, stream));
    const { rows } = await sql<{ sku: string; sent: boolean }>`
      select event->>'subject' as sku, published_at is not null as sent from outbox where published_at is not null`.execute(
      bus.db,
    );
    // With the live one 99 of the first thousand went out: they are not marked a second time.
    expect(rows).toHaveLength(100);
    expect(rows.some(({ sku }) => sku === 'live-0')).toBe(true);
    expect(await resetPublished(bus.db, stream)).toBe(false);
  });

  it('is made wider by a second loss', async () => {
    await appendToOutbox(bus.db, contract, many(10, 'lost'));
    while ((await relayBatch(parts())) > 0);
    await noteDataLoss(parts());
    await sql`update outbox_stores set run_id = 'another'`.execute(bus.db);
    expect(await noteDataLoss(parts())).toBe('tail');
    const { rows } = await sql<{ since: Date | null }>`select resend_since as since from outbox_stores`.execute(bus.db);
    expect(rows).toEqual([{ since: null }]);
    await resendAfterBrokerLoss(parts());
    expect(await unsent()).toBe(10);
  });
});
