import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cp, rm } from 'node:fs/promises';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { privateEngines, type PrivateEngines } from '@quartet/test-kit';
import { startConsumer } from '../../src/events/consumer/consumer.ts';
import { appendToOutbox, wakeOutbox } from '../../src/events/outbox/outbox.ts';
import { relayBatch, startOutboxRelay } from '../../src/events/outbox/relay.ts';
import { resendAfterBrokerLoss } from '../../src/events/outbox/resend.ts';
import { markerKey } from '../../src/events/streams.ts';
import type { Worker } from '../../src/events/worker.ts';
import { type Bus, freshBus, log, ping, skusIn, stockChanged } from './bus.ts';
import { contract, STREAMS } from './contract.ts';

const stream = STREAMS.orders;
vi.setConfig({ testTimeout: 60_000 });

let engines: PrivateEngines<'redis'>;
let bus: Bus;
const running: Worker[] = [];

beforeAll(async () => {
  engines = await privateEngines(['redis']);
  bus = await freshBus({ redisUrl: engines.env.REDIS_URL });
});
beforeEach(async () => {
  await bus.redis.flushall();
  await sql`truncate outbox, outbox_stores, stock_seen`.execute(bus.db);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((worker) => worker.stop()));
});
afterAll(async () => {
  await bus.stop();
  await engines.stop();
});

const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 60_000, interval: 20 });
const parts = () => ({ contract, db: bus.db, redis: bus.redis, stream, log });
const many = (count: number, name = 'sku') => Array.from({ length: count }, (_, n) => `${name}-${n}`);

function relay(): Worker {
  const worker = startOutboxRelay({ ...parts(), listenUrl: bus.databaseUrl, checkEveryMs: 100 });
  running.push(worker);
  return worker;
}

/** Counts each SKU's effect once: its row is written only where it is newer. */
function consumer(): void {
  const worker = startConsumer({
    ...{ contract, redisUrl: engines.env.REDIS_URL, stream, group: 'search', log, ping, claimAfterMs: 1_000 },
    handle: async (events) => {
      for (const { subject, sequence } of events) {
        await sql`
          insert into stock_seen values (${subject}, ${sequence}, 1)
          on conflict (sku) do update set version = excluded.version, times = stock_seen.times + 1
          where stock_seen.version < excluded.version`.execute(bus.db);
      }
    },
  });
  running.push(worker);
}

async function append(skus: readonly string[]): Promise<void> {
  await appendToOutbox(
    bus.db,
    contract,
    skus.map((sku) => stockChanged(sku)),
  );
  wakeOutbox(bus.db);
}

async function sendAll(): Promise<void> {
  while ((await relayBatch(parts())) > 0);
}

async function unsent(): Promise<string[]> {
  const { rows } = await sql<{ sku: string }>`
    select event->>'subject' as sku from outbox where published_at is null order by id`.execute(bus.db);
  return rows.map((row) => row.sku);
}

async function effects(): Promise<{ skus: number; times: number }> {
  const { rows } = await sql<{ skus: number; times: number }>`
    select count(*)::int as skus, coalesce(sum(times), 0)::int as times from stock_seen`.execute(bus.db);
  return rows[0]!;
}

/** Ends the server as a crash does, does something to its data, and starts it again. */
async function crash(meanwhile: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  await engines.controls.redis.kill();
  await meanwhile();
  await engines.controls.redis.start();
  await until(async () => expect(await bus.redis.ping()).toBe('PONG'));
}

async function dataFolder(): Promise<string> {
  const [, folder] = (await bus.redis.config('GET', 'dir')) as [string, string];
  return folder;
}

describe('a store that is killed with -9 while relays publish', () => {
  it('costs nothing: two relays bring every event to its one effect', async () => {
    relay();
    relay();
    consumer();
    const skus = many(1_500);
    for (let at = 0; at < skus.length; at += 250) {
      await append(skus.slice(at, at + 250));
      if (at === 500) await crash();
    }
    await until(async () => expect(await effects()).toEqual({ skus: 1_500, times: 1_500 }));
    // A relay notes what it has sent after the consumer may have had it.
    await until(async () => expect(await unsent()).toEqual([]));
  });
});

describe('a store that lost its newest entries', () => {
  it('gets those of the fifteen minutes before it was last seen whole again, and nothing older', async () => {
    expect(await resendAfterBrokerLoss(parts())).toBe('all');
    await append(['old', 'recent', 'kept']);
    await sendAll();
    await sql`
      update outbox set published_at = now() - interval '16 minutes' where event->>'subject' = 'old'`.execute(bus.db);
    await sql`
      update outbox set published_at = now() - interval '14 minutes' where event->>'subject' = 'recent'`.execute(
      bus.db,
    );
    const folder = await dataFolder();
    const copy = `${folder}.copy`;
    await cp(folder, copy, { recursive: true });
    await append(['lost']);
    await sendAll();
    await crash(async () => {
      await rm(folder, { recursive: true });
      await cp(copy, folder, { recursive: true });
      await rm(copy, { recursive: true });
    });
    expect(await skusIn(bus.redis, stream)).toEqual(['old', 'recent', 'kept']);

    expect(await resendAfterBrokerLoss(parts())).toBe('tail');
    expect(await unsent()).toEqual(['recent', 'kept', 'lost']);
    expect(await resendAfterBrokerLoss(parts())).toBe('none');
    await sendAll();
    expect(await skusIn(bus.redis, stream)).toEqual(['old', 'recent', 'kept', 'recent', 'kept', 'lost']);
  });

  it('gets them however long nobody looked: the time counts from the last look', async () => {
    await resendAfterBrokerLoss(parts());
    await append(['before']);
    await sendAll();
    await sql`update outbox set published_at = now() - interval '3 hours'`.execute(bus.db);
    await sql`update outbox_stores set checked_at = now() - interval '3 hours', run_id = 'of yesterday'`.execute(
      bus.db,
    );
    expect(await resendAfterBrokerLoss(parts())).toBe('tail');
    expect(await unsent()).toEqual(['before']);
  });
});

describe('a store that was emptied', () => {
  it('gets all that is retained, its groups are made again, and effects happen once', async () => {
    relay();
    consumer();
    await append(many(150));
    await until(async () => expect(await effects()).toEqual({ skus: 150, times: 150 }));
    await sql`update outbox set published_at = now() - interval '20 hours'`.execute(bus.db);
    await sql`delete from stock_seen where sku = 'sku-7'`.execute(bus.db);
    await bus.redis.flushall();
    await until(async () => expect(await effects()).toEqual({ skus: 150, times: 150 }));
    await append(['after']);
    await until(async () => expect(await effects()).toEqual({ skus: 151, times: 151 }));
    expect(await bus.redis.xinfo('GROUPS', stream)).toHaveLength(1);
  });

  it('is filled by one of two relays, once', async () => {
    await append(many(150));
    await resendAfterBrokerLoss(parts());
    await sendAll();
    await bus.redis.flushall();
    const losses = await Promise.all([resendAfterBrokerLoss(parts()), resendAfterBrokerLoss(parts())]);
    expect(losses.toSorted()).toEqual(['all', 'none']);
    await Promise.all([sendAll(), sendAll()]);
    expect((await skusIn(bus.redis, stream)).toSorted()).toEqual(many(150).toSorted());
  });

  it('also gets the batch that was on its way while it was emptied', async () => {
    await resendAfterBrokerLoss(parts());
    await append(['on its way']);
    const sent = Promise.withResolvers<void>();
    const commit = Promise.withResolvers<void>();
    const slow = Object.create(bus.redis) as typeof bus.redis;
    slow.pipeline = (...args: []) => {
      const pipeline = bus.redis.pipeline(...args);
      const exec = pipeline.exec.bind(pipeline);
      pipeline.exec = async () => {
        const answers = await exec();
        sent.resolve();
        await commit.promise;
        return answers;
      };
      return pipeline;
    };
    const batch = relayBatch({ ...parts(), redis: slow });
    await sent.promise;
    await bus.redis.flushall();
    const resend = resendAfterBrokerLoss(parts());
    // It has seen the loss, and waits for the batch.
    await until(async () => {
      const { rows } = await sql`
        select from pg_locks l join pg_database d on d.oid = l.database
        where d.datname = current_database() and l.locktype = 'advisory' and not l.granted`.execute(bus.db);
      expect(rows).toHaveLength(1);
    });
    commit.resolve();
    await Promise.all([batch, resend]);
    expect(await unsent()).toEqual(['on its way']);
  });

  it('is not taken for whole by a relay that died before it had sent all again', async () => {
    await append(['a']);
    await resendAfterBrokerLoss(parts());
    await sendAll();
    await bus.redis.flushall();
    const dying = {
      ...parts(),
      log: {
        ...log,
        warn: () => {
          throw new Error('killed');
        },
      } as unknown as typeof log,
    };
    await expect(resendAfterBrokerLoss(dying)).rejects.toThrow('killed');
    expect(await bus.redis.exists(markerKey(stream))).toBe(1);
    expect(await unsent()).toEqual([]);
    expect(await resendAfterBrokerLoss(parts())).toBe('all');
    expect(await unsent()).toEqual(['a']);
  });
});

describe('two relays', () => {
  it('go on as one when the other is stopped in the middle, and send each event once', async () => {
    const [first] = [relay(), relay()];
    const skus = many(1_000);
    await append(skus.slice(0, 600));
    await until(async () => expect((await skusIn(bus.redis, stream)).length).toBeGreaterThan(0));
    await first.stop();
    await append(skus.slice(600));
    await until(async () => expect(await unsent()).toEqual([]));
    expect((await skusIn(bus.redis, stream)).toSorted()).toEqual(skus.toSorted());
  });

  it('pass by what the other holds, and send it when that one is killed with -9', async () => {
    await resendAfterBrokerLoss(parts());
    await append(['held']);
    const holder = fork(new URL('../fixtures/hanging-relay.ts', import.meta.url), [bus.databaseUrl, stream]);
    try {
      await once(holder, 'message');
      expect(await relayBatch(parts())).toBe(0);
      relay();
      await append(['free']);
      await until(async () => expect(await skusIn(bus.redis, stream)).toEqual(['free']));
    } finally {
      holder.kill('SIGKILL');
    }
    await until(async () => expect(await skusIn(bus.redis, stream)).toEqual(['free', 'held']));
  });
});
