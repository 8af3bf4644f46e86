import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { appendToOutbox, wakeOutbox } from '../../src/events/outbox/outbox.ts';
import { deletePublished, prunePublished, relayBatch, startOutboxRelay } from '../../src/events/outbox/relay.ts';
import { createRedis } from '../../src/databases/redis.ts';
import { type Bus, freshBus, log, skusIn, stockChanged } from './bus.ts';
import { contract, STREAMS } from './contract.ts';

const stream = STREAMS.orders;
let bus: Bus;

beforeAll(async () => {
  bus = await freshBus();
});
afterAll(() => bus.stop());

function relay(redis = bus.redis) {
  return startOutboxRelay({ contract, db: bus.db, listenUrl: bus.databaseUrl, redis, stream, log });
}

async function unpublished(): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int n from outbox where published_at is null`.execute(
    bus.db,
  );
  return rows[0]!.n;
}

async function emptied(): Promise<void> {
  await sql`delete from outbox`.execute(bus.db);
  await bus.redis.del(stream);
}

describe('the outbox', () => {
  it('holds nothing of a transaction that was rolled back', async () => {
    await emptied();
    const attempt = bus.db.transaction().execute(async (trx) => {
      await appendToOutbox(trx, contract, [stockChanged('rolled-back')]);
      throw new Error('no');
    });
    await expect(attempt).rejects.toThrow('no');
    expect(await unpublished()).toBe(0);
  });

  it('is sent by two relays at once, each event once', async () => {
    await emptied();
    const skus = Array.from({ length: 1_000 }, (_, i) => `sku-${i}`);
    await bus.db.transaction().execute((trx) =>
      appendToOutbox(
        trx,
        contract,
        skus.map((sku) => stockChanged(sku)),
      ),
    );
    const relays = [relay(), relay()];
    wakeOutbox(bus.db);
    await vi.waitFor(async () => expect(await unpublished()).toBe(0), { timeout: 60_000 });
    await Promise.all(relays.map((r) => r.stop()));
    expect((await skusIn(bus.redis, stream)).sort()).toEqual([...skus].sort());
  });

  it('sends in the order in which one process wrote', async () => {
    await emptied();
    const skus = Array.from({ length: 250 }, (_, i) => `sku-${i}`);
    for (const sku of skus) await appendToOutbox(bus.db, contract, [stockChanged(sku)]);
    while ((await relayBatch({ db: bus.db, redis: bus.redis, stream })) > 0);
    expect(await skusIn(bus.redis, stream)).toEqual(skus);
  });

  it('shares the work: rows held by one relay are passed by the other', async () => {
    await emptied();
    await appendToOutbox(
      bus.db,
      contract,
      Array.from({ length: 150 }, (_, i) => stockChanged(`sku-${i}`)),
    );
    const sent = await Promise.all([
      relayBatch({ db: bus.db, redis: bus.redis, stream }),
      relayBatch({ db: bus.db, redis: bus.redis, stream }),
    ]);
    expect(sent[0] + sent[1]).toBe(150);
    expect(new Set(await skusIn(bus.redis, stream)).size).toBe(150);
  });

  it('is sent as soon as the relay is woken, long before its poll', async () => {
    await emptied();
    const running = relay();
    // Once it has sent something, it listens and sleeps.
    await appendToOutbox(bus.db, contract, [stockChanged('first')]);
    await vi.waitFor(async () => expect(await unpublished()).toBe(0), { timeout: 60_000, interval: 10 });
    const latencies: number[] = [];
    for (let i = 0; i < 5; i++) {
      const at = performance.now();
      await appendToOutbox(bus.db, contract, [stockChanged(`woken-${i}`)]);
      wakeOutbox(bus.db);
      await vi.waitFor(async () => expect(await unpublished()).toBe(0), { timeout: 60_000, interval: 5 });
      latencies.push(performance.now() - at);
    }
    await running.stop();
    // Each begins right after the relay has sent: without being woken it would sleep for its whole second.
    expect(Math.min(...latencies)).toBeLessThan(500);
  });

  it('keeps everything while the broker is away, and marks nothing', async () => {
    await emptied();
    const nowhere = createRedis({ url: 'redis://127.0.0.1:1', name: 'nowhere', log });
    await appendToOutbox(bus.db, contract, [stockChanged('patient')]);
    await expect(relayBatch({ db: bus.db, redis: nowhere, stream })).rejects.toThrow();
    expect(await unpublished()).toBe(1);

    // Nor does a relay that nobody answers hold up its own stop.
    const running = relay(nowhere);
    await running.stop();
    nowhere.disconnect();
    expect(await unpublished()).toBe(1);
    await relayBatch({ db: bus.db, redis: bus.redis, stream });
    expect(await skusIn(bus.redis, stream)).toEqual(['patient']);
  });

  it('sends again what a relay sent but did not live to mark', async () => {
    await emptied();
    await appendToOutbox(bus.db, contract, [stockChanged('twice')]);
    const crashing = Object.create(bus.redis) as typeof bus.redis;
    crashing.pipeline = (...args: []) => {
      const pipeline = bus.redis.pipeline(...args);
      const exec = pipeline.exec.bind(pipeline);
      pipeline.exec = async () => {
        await exec();
        throw new Error('crashed between the append and the mark');
      };
      return pipeline;
    };
    await expect(relayBatch({ db: bus.db, redis: crashing, stream })).rejects.toThrow('crashed');
    await relayBatch({ db: bus.db, redis: bus.redis, stream });
    expect(await skusIn(bus.redis, stream)).toEqual(['twice', 'twice']);
  });

  it('keeps published rows for a day', async () => {
    await emptied();
    await appendToOutbox(bus.db, contract, [stockChanged('old'), stockChanged('fresh'), stockChanged('unsent')]);
    await sql`update outbox set published_at = now() - interval '25 hours' where event->>'subject' = 'old'`.execute(
      bus.db,
    );
    await sql`update outbox set published_at = now() - interval '23 hours' where event->>'subject' = 'fresh'`.execute(
      bus.db,
    );
    expect(await deletePublished(bus.db, { stream })).toEqual({ rows: 1, more: false });
    const { rows } = await sql<{ sku: string }>`select event->>'subject' sku from outbox order by 1`.execute(bus.db);
    expect(rows.map((row) => row.sku)).toEqual(['fresh', 'unsent']);
  });

  it('keeps them for longer where a group has yet to acknowledge what came with them', async () => {
    await emptied();
    const rows = async () => (await sql`select from outbox`.execute(bus.db)).rows.length;
    const hoursAgo = (hours: number) => `${Date.now() - hours * 60 * 60_000}-0`;
    await appendToOutbox(bus.db, contract, [stockChanged('old')]);
    await sql`update outbox set published_at = now() - interval '30 hours'`.execute(bus.db);
    await bus.redis.xadd(stream, hoursAgo(30), 'event', 'of the old row');
    const forget = () => prunePublished({ contract, db: bus.db, redis: bus.redis, stream });
    await forget();
    expect(await rows()).toBe(1);

    await bus.redis.xgroup('CREATE', stream, 'search', '0');
    await bus.redis.xreadgroup('GROUP', 'search', 'm', 'STREAMS', stream, '>');
    await forget();
    expect(await rows()).toBe(1);

    await bus.redis.xack(stream, 'search', ...(await bus.redis.xrange(stream, '-', '+')).map(([id]) => id));
    await bus.redis.xadd(stream, hoursAgo(20), 'event', 'newer');
    await bus.redis.xreadgroup('GROUP', 'search', 'm', 'NOACK', 'STREAMS', stream, '>');
    await forget();
    expect(await rows()).toBe(0);
  });
});
