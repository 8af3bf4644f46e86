import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ConsumerOptions, startConsumer } from '../../src/events/consumer/consumer.ts';
import { handleOnce, pruneInbox } from '../../src/events/consumer/inbox.ts';
import { publishEvents } from '../../src/events/outbox/publish.ts';
import type { Worker } from '../../src/events/worker.ts';
import { AppError } from '../../src/errors/to-app-error.ts';
import { type Bus, freshBus, log, pendingCount, ping, stockChanged, streamName, wireTo } from './bus.ts';
import { type AnyEvent, contract, type Events } from './contract.ts';

let bus: Bus;
const running: Worker[] = [];

beforeAll(async () => {
  bus = await freshBus();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((worker) => worker.stop()));
});
afterAll(() => bus.stop());

function consume(o: Pick<ConsumerOptions<Events>, 'stream' | 'handle'> & Partial<ConsumerOptions<Events>>): Worker {
  const worker = startConsumer({ contract, redisUrl: bus.redisUrl, group: 'test', log, ping, ...o });
  running.push(worker);
  return worker;
}

const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 60_000, interval: 20 });
const skus = (events: AnyEvent[]) => events.map((event) => event.subject);

describe('a consumer', () => {
  it('gets what was published before it existed, and after, and acknowledges it', async () => {
    const stream = streamName();
    await publishEvents(bus.redis, stream, [stockChanged('before')]);
    const seen: string[] = [];
    consume({ stream, handle: async (events) => void seen.push(...skus(events)) });
    await until(() => expect(seen).toEqual(['before']));
    await publishEvents(bus.redis, stream, [stockChanged('after-1'), stockChanged('after-2')]);
    await until(() => expect(seen).toEqual(['before', 'after-1', 'after-2']));
    await until(async () => expect(await pendingCount(bus.redis, stream, 'test')).toBe(0));
  });

  it('handles an event once that was published twice', async () => {
    const stream = streamName();
    const event = stockChanged('inbox');
    await publishEvents(bus.redis, stream, [event, event, stockChanged('end')]);
    const seen: string[] = [];
    const times = (sku: string) =>
      sql<{ times: number }>`select times from stock_seen where sku = ${sku}`.execute(bus.db);
    consume({
      stream,
      batch: 1,
      handle: async (events) => {
        for (const one of events) {
          await bus.db.transaction().execute(async (trx) => {
            if (!(await handleOnce(trx, 'test', one))) return;
            await sql`
              insert into stock_seen values (${one.subject}, 1, 1)
              on conflict (sku) do update set times = stock_seen.times + 1`.execute(trx);
          });
        }
        seen.push(...skus(events));
      },
    });
    await until(() => expect(seen).toEqual(['inbox', 'inbox', 'end']));
    expect((await times('inbox')).rows).toEqual([{ times: 1 }]);
  });

  it('forgets in its inbox what its transaction rolled back', async () => {
    const event = stockChanged('rollback');
    await expect(
      bus.db.transaction().execute(async (trx) => {
        await handleOnce(trx, 'test', event);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await bus.db.transaction().execute((trx) => handleOnce(trx, 'test', event))).toBe(true);
    expect(await bus.db.transaction().execute((trx) => handleOnce(trx, 'test', event))).toBe(false);
    expect(await bus.db.transaction().execute((trx) => handleOnce(trx, 'another', event))).toBe(true);
    await sql`update inbox set handled_at = now() - interval '31 days' where consumer = 'another'`.execute(bus.db);
    expect(await pruneInbox(bus.db)).toEqual({ rows: 1, more: false });
  });

  it('leaves the newer state alone where its writes are guarded by version', async () => {
    const stream = streamName();
    await publishEvents(
      bus.redis,
      stream,
      [2, 3, 1].map((version) => stockChanged('guarded', version)),
    );
    let handled = 0;
    consume({
      stream,
      handle: async (events) => {
        for (const { subject, sequence } of events) {
          await sql`
            insert into stock_seen values (${subject}, ${sequence}, 1)
            on conflict (sku) do update set version = excluded.version
            where stock_seen.version < excluded.version`.execute(bus.db);
        }
        handled += events.length;
      },
    });
    await until(() => expect(handled).toBe(3));
    const { rows } = await sql<{ version: number }>`select version from stock_seen where sku = 'guarded'`.execute(
      bus.db,
    );
    expect(rows).toEqual([{ version: 3 }]);
  });

  it('tries a refused event again, without holding up the others', async () => {
    const stream = streamName();
    await publishEvents(
      bus.redis,
      stream,
      ['good-1', 'bad', 'good-2'].map((sku) => stockChanged(sku)),
    );
    const seen: string[] = [];
    let failures = 0;
    consume({
      stream,
      handle: async (events) => {
        if (skus(events).includes('bad') && failures < 3) {
          failures++;
          throw new Error('not this one');
        }
        seen.push(...skus(events));
      },
    });
    await until(() => expect(seen).toEqual(['good-1', 'good-2', 'bad']));
    await until(async () => expect(await pendingCount(bus.redis, stream, 'test')).toBe(0));
  });

  it('waits for a dependency that is away, which is no refusal', async () => {
    const stream = streamName();
    await publishEvents(bus.redis, stream, [stockChanged('a'), stockChanged('b')]);
    const calls: string[][] = [];
    consume({
      stream,
      handle: async (events) => {
        calls.push(skus(events));
        if (calls.length < 7) throw new AppError('SERVICE_UNAVAILABLE', 'The database is away');
      },
    });
    await until(() => expect(calls).toHaveLength(7));
    expect(calls.every((call) => call.join() === 'a,b')).toBe(true);
    await until(async () => expect(await pendingCount(bus.redis, stream, 'test')).toBe(0));
  });

  it('passes by a type that it does not know, and what is for another group', async () => {
    const stream = streamName();
    await bus.redis.xadd(stream, '*', 'event', JSON.stringify({ ...stockChanged('x'), type: 'stock.teleported' }));
    await bus.redis.xadd(stream, '*', 'event', JSON.stringify(stockChanged('theirs')), 'only', 'another');
    await bus.redis.xadd(stream, '*', 'event', JSON.stringify(stockChanged('ours')), 'only', 'test');
    const seen: string[] = [];
    consume({ stream, handle: async (events) => void seen.push(...skus(events)) });
    await until(() => expect(seen).toEqual(['ours']));
    await until(async () => expect(await pendingCount(bus.redis, stream, 'test')).toBe(0));
  });

  it('takes over what a member that died had in hand', async () => {
    const stream = streamName();
    await publishEvents(bus.redis, stream, [stockChanged('orphan')]);
    await bus.redis.xgroup('CREATE', stream, 'test', '0');
    await bus.redis.xreadgroup('GROUP', 'test', 'dead', 'COUNT', 10, 'STREAMS', stream, '>');
    const seen: string[] = [];
    consume({ stream, claimAfterMs: 50, handle: async (events) => void seen.push(...skus(events)) });
    await until(() => expect(seen).toEqual(['orphan']));
    await until(async () => expect(await pendingCount(bus.redis, stream, 'test')).toBe(0));
  });

  it('makes its group again after the store was emptied', async () => {
    const stream = streamName();
    const seen: string[] = [];
    consume({ stream, handle: async (events) => void seen.push(...skus(events)) });
    await publishEvents(bus.redis, stream, [stockChanged('kept')]);
    await until(() => expect(seen).toEqual(['kept']));
    await bus.redis.flushdb();
    await publishEvents(bus.redis, stream, [stockChanged('new')]);
    await until(() => expect(seen).toEqual(['kept', 'new']));
  });

  it('shares a stream with the other members of its group, each event to one of them', async () => {
    const stream = streamName();
    const seen: string[] = [];
    const handle = async (events: AnyEvent[]) => void seen.push(...skus(events));
    consume({ stream, handle, batch: 5 });
    consume({ stream, handle, batch: 5 });
    const all = Array.from({ length: 200 }, (_, i) => `sku-${i}`);
    await publishEvents(
      bus.redis,
      stream,
      all.map((sku) => stockChanged(sku)),
    );
    await until(() => expect(seen.length).toBe(200));
    expect([...seen].sort()).toEqual([...all].sort());
  });

  it('finishes what is in hand when it is stopped, and leaves the group', async () => {
    const stream = streamName();
    await publishEvents(bus.redis, stream, [stockChanged('slow')]);
    const begun = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const worker = startConsumer({
      contract,
      redisUrl: bus.redisUrl,
      group: 'test',
      log,
      ping,
      stream,
      handle: async () => {
        begun.resolve();
        await release.promise;
      },
    });
    await begun.promise;
    const stopped = worker.stop();
    release.resolve();
    await stopped;
    expect(await pendingCount(bus.redis, stream, 'test')).toBe(0);
    expect(await bus.redis.xinfo('CONSUMERS', stream, 'test')).toEqual([]);
  });

  it('says nothing of a handler that gives up because it is stopped, and leaves the event to the next member', async () => {
    const stream = streamName();
    await publishEvents(bus.redis, stream, [stockChanged('given up')]);
    const begun = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const warn = vi.spyOn(log, 'warn');
    const worker = consume({
      stream,
      handle: async () => {
        begun.resolve();
        await release.promise;
        throw new AppError('SERVICE_UNAVAILABLE', 'The service is shutting down');
      },
    });
    await begun.promise;
    const stopped = worker.stop();
    release.resolve();
    await stopped;
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
    const seen: string[] = [];
    consume({ stream, handle: async (events) => void seen.push(...skus(events)), claimAfterMs: 50 });
    await until(() => expect(seen).toEqual(['given up']));
  });

  it('goes on where it was when the broker is back', async () => {
    const stream = streamName();
    const wire = await wireTo(bus.redisUrl);
    const seen: string[] = [];
    consume({ stream, redisUrl: wire.url, handle: async (events) => void seen.push(...skus(events)) });
    await publishEvents(bus.redis, stream, [stockChanged('before')]);
    await until(() => expect(seen).toEqual(['before']));
    await wire.cut();
    await publishEvents(bus.redis, stream, [stockChanged('meanwhile')]);
    await wire.restore();
    await until(() => expect(seen).toEqual(['before', 'meanwhile']));
    await until(async () => expect(await pendingCount(bus.redis, stream, 'test')).toBe(0));
    await Promise.all(running.splice(0).map((worker) => worker.stop()));
    await wire.cut();
  });

  it('stops at once while the broker is away', async () => {
    const stream = streamName();
    const wire = await wireTo(bus.redisUrl);
    const seen: string[] = [];
    const handle = async (events: AnyEvent[]) => void seen.push(...skus(events));
    const worker = startConsumer({ contract, redisUrl: wire.url, group: 'test', log, ping, stream, handle });
    await publishEvents(bus.redis, stream, [stockChanged('one')]);
    await until(() => expect(seen).toEqual(['one']));
    await wire.cut();
    const startedAt = performance.now();
    await worker.stop();
    expect(performance.now() - startedAt).toBeLessThan(8_000);
  });
});
