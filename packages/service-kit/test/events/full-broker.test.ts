import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { privateEngines, type PrivateEngines } from '@quartet/test-kit';
import { startConsumer } from '../../src/events/consumer/consumer.ts';
import { listDeadLetters, replayDeadLetters } from '../../src/events/consumer/dead-letters.ts';
import { publishEvents } from '../../src/events/outbox/publish.ts';
import { readBroker } from '../../src/events/broker.ts';
import { startStreamTrimmer, trimStream } from '../../src/events/stream-trimmer.ts';
import type { Worker } from '../../src/events/worker.ts';
import { toAppError } from '../../src/errors/to-app-error.ts';
import { type Bus, freshBus, log, pendingCount, ping, skusIn, stockChanged } from './bus.ts';
import { expectedGroups } from '../../src/events/contract.ts';
import { type AnyEvent, contract, STREAMS } from './contract.ts';

vi.setConfig({ testTimeout: 60_000 });
const stream = STREAMS.search;
let engines: PrivateEngines<'redis'>;
let bus: Bus;
const running: Worker[] = [];

beforeAll(async () => {
  engines = await privateEngines(['redis']);
  bus = await freshBus({ redisUrl: engines.env.REDIS_URL });
});
beforeEach(async () => {
  await bus.redis.config('SET', 'maxmemory', '0');
  await bus.redis.flushall();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((worker) => worker.stop()));
});
afterAll(async () => {
  await bus.stop();
  await engines.stop();
});

const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 60_000, interval: 20 });
const fill = () => bus.redis.config('SET', 'maxmemory', '1');

function consume(group: string, handle: (events: AnyEvent[]) => Promise<void>): void {
  running.push(
    startConsumer({ contract, redisUrl: engines.env.REDIS_URL, stream, group, log, ping, claimAfterMs: 200, handle }),
  );
}

describe('a broker without memory', () => {
  it('is read, acknowledged and trimmed by groups that join only now, until it takes events again', async () => {
    const skus = Array.from({ length: 40 }, (_, n) => `sku-${n}`);
    await publishEvents(
      bus.redis,
      stream,
      skus.map((sku) => stockChanged(sku)),
    );
    await fill();
    await expect(publishEvents(bus.redis, stream, [stockChanged('no room')])).rejects.toThrow(/OOM/);
    const seen = { catalog: new Set<string>(), orders: new Set<string>() };
    consume('catalog', async (events) => events.forEach((event) => seen.catalog.add(event.subject)));
    consume('orders', async (events) => events.forEach((event) => seen.orders.add(event.subject)));
    running.push(startStreamTrimmer({ contract, redis: bus.redis, stream, log, everyMs: 50 }));
    await until(() => expect([seen.catalog.size, seen.orders.size]).toEqual([40, 40]));
    await until(async () => expect(await skusIn(bus.redis, stream)).toEqual(['sku-39']));
  });

  it('counts attempts and takes dead letters, and one bad event holds up no acknowledgement', async () => {
    await publishEvents(
      bus.redis,
      stream,
      ['good-1', 'bad', 'good-2'].map((sku) => stockChanged(sku)),
    );
    await fill();
    consume('catalog', async (events) => {
      if (events.some((event) => event.subject === 'bad')) throw new Error('not this one');
    });
    await until(async () => expect(await listDeadLetters(bus.redis, contract)).toHaveLength(1));
    await until(async () => expect(await pendingCount(bus.redis, stream, 'catalog')).toBe(0));
    const [letter] = await listDeadLetters(bus.redis, contract);
    expect(letter?.attempts).toBe(5);
    expect(await replayDeadLetters(bus.redis, contract, [letter!.id])).toEqual([letter!.id]);
  });

  it('parks what is unknown and drops members and pending messages that are gone', async () => {
    await bus.redis.xgroup('CREATE', stream, 'catalog', '0', 'MKSTREAM');
    await bus.redis.xadd(stream, '*', 'event', JSON.stringify({ ...stockChanged('x'), type: 'stock.teleported' }));
    await publishEvents(bus.redis, stream, [stockChanged('gone')]);
    await bus.redis.xreadgroup('GROUP', 'catalog', 'dead', 'STREAMS', stream, '>');
    await bus.redis.xtrim(stream, 'MAXLEN', 0);
    await bus.redis.xadd(stream, '*', 'event', JSON.stringify({ ...stockChanged('y'), type: 'stock.teleported' }));
    await fill();
    consume('catalog', () => Promise.resolve());
    await until(async () => expect(await bus.redis.xlen('parked:{search}:catalog')).toBe(1));
    await until(async () => expect(await pendingCount(bus.redis, stream, 'catalog')).toBe(0));
  });

  it('says who it is, and trims, without MULTI', async () => {
    const store = await readBroker(bus.redis, stream);
    await bus.redis.xgroup('CREATE', stream, 'catalog', '0', 'MKSTREAM');
    await bus.redis.xgroup('CREATE', stream, 'orders', '0');
    await fill();
    expect(await readBroker(bus.redis, stream)).toEqual(store);
    expect(await trimStream(bus.redis, stream, expectedGroups(contract, stream))).toBe('0-0');
  });

  it('is an engine that is unavailable, also in the words of a script', async () => {
    await fill();
    const error: unknown = await bus.redis
      .eval("return redis.call('SET', KEYS[1], 'v')", 1, 'k')
      .catch((refusal: unknown) => refusal);
    expect(toAppError(error).code).toBe('SERVICE_UNAVAILABLE');
  });
});

describe('a count that cannot be kept', () => {
  it('holds up nothing: the others are acknowledged, and the event still becomes a dead letter', async () => {
    await bus.redis.set('refusals:{search}:catalog', 'no hash');
    await publishEvents(
      bus.redis,
      stream,
      ['good-1', 'bad', 'good-2'].map((sku) => stockChanged(sku)),
    );
    const seen: string[] = [];
    consume('catalog', async (events) => {
      if (events.some((event) => event.subject === 'bad')) throw new Error('not this one');
      seen.push(...events.map((event) => event.subject));
    });
    await until(() => expect(seen).toEqual(['good-1', 'good-2']));
    await until(async () => expect(await listDeadLetters(bus.redis, contract)).toHaveLength(1));
    await until(async () => expect(await pendingCount(bus.redis, stream, 'catalog')).toBe(0));
    expect(seen).toEqual(['good-1', 'good-2']);
  });
});
