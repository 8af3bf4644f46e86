import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../src/errors/to-app-error.ts';
import { startConsumer } from '../../src/events/consumer/consumer.ts';
import {
  discardDeadLetters,
  findDeadLetter,
  listDeadLetters,
  replayAllDeadLetters,
  replayDeadLetters,
} from '../../src/events/consumer/dead-letters.ts';
import { publishEvents } from '../../src/events/outbox/publish.ts';
import type { Worker } from '../../src/events/worker.ts';
import { type Bus, freshBus, log, pendingCount, ping, stockChanged } from './bus.ts';
import { type AnyEvent, contract, STREAMS } from './contract.ts';

const stream = STREAMS.search;
let bus: Bus;
const running: Worker[] = [];

beforeAll(async () => {
  bus = await freshBus();
});
beforeEach(() => bus.redis.flushdb());
afterEach(async () => {
  await Promise.all(running.splice(0).map((worker) => worker.stop()));
});
afterAll(() => bus.stop());

/** A member of a group that sees events and refuses those of its `bad` SKUs. */
function member(group: string, o: { claimAfterMs?: number; error?: () => Error } = {}) {
  const seen: string[] = [];
  const bad = new Set<string>();
  const attempts: string[] = [];
  const worker = startConsumer({
    ...{ contract, redisUrl: bus.redisUrl, stream, group, log, ping },
    claimAfterMs: o.claimAfterMs ?? 30_000,
    handle: async (events: AnyEvent[]) => {
      const found = events.find((event) => bad.has(event.subject));
      if (found) {
        if (events.length === 1) attempts.push(found.subject);
        throw o.error?.() ?? new Error('select secret from somewhere');
      }
      seen.push(...events.map((event) => event.subject));
    },
  });
  running.push(worker);
  return { seen, bad, attempts, worker };
}

const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 60_000, interval: 20 });
const settled = (group: string) => until(async () => expect(await pendingCount(bus.redis, stream, group)).toBe(0));

describe('an event that is refused', () => {
  it('becomes a dead letter after five times, while others go on, and is handed again to its group alone', async () => {
    const refusing = member('catalog');
    const content = member('orders');
    refusing.bad.add('poison');
    const [poison, good] = [stockChanged('poison'), stockChanged('good')];
    await publishEvents(bus.redis, stream, [poison, good]);
    await until(async () => expect(await listDeadLetters(bus.redis, contract)).toHaveLength(1));
    await settled('catalog');
    expect(refusing.attempts).toEqual(Array(5).fill('poison'));
    expect(refusing.seen).toEqual(['good']);
    await until(() => expect(content.seen.toSorted()).toEqual(['good', 'poison']));

    const [letter] = await listDeadLetters(bus.redis, contract);
    expect(letter).toMatchObject({ stream, group: 'catalog', attempts: 5 });
    expect(letter?.reason).not.toContain('select');
    expect(JSON.parse(letter!.json)).toEqual(poison);
    expect(await findDeadLetter(bus.redis, contract, letter!.id)).toEqual(letter);
    expect(await listDeadLetters(bus.redis, contract, { group: 'orders' })).toEqual([]);

    refusing.bad.clear();
    expect(await replayDeadLetters(bus.redis, contract, [letter!.id])).toEqual([letter!.id]);
    await until(() => expect(refusing.seen).toEqual(['good', 'poison']));
    await publishEvents(bus.redis, stream, [stockChanged('end')]);
    await until(() => expect(content.seen.at(-1)).toBe('end'));
    expect(content.seen.filter((sku) => sku === 'poison')).toHaveLength(1);
    expect(await listDeadLetters(bus.redis, contract)).toEqual([]);
  });

  it('is counted over the death of a member and over another member', async () => {
    const first = member('catalog');
    first.bad.add('poison');
    await publishEvents(bus.redis, stream, [stockChanged('poison')]);
    await until(() => expect(first.attempts.length).toBeGreaterThanOrEqual(2));
    await first.worker.stop();
    const before = first.attempts.length;
    expect(await listDeadLetters(bus.redis, contract)).toEqual([]);
    const second = member('catalog', { claimAfterMs: 50 });
    second.bad.add('poison');
    await until(async () => expect(await listDeadLetters(bus.redis, contract)).toHaveLength(1));
    expect(before + second.attempts.length).toBe(5);
  });

  it('says why in words that may be shown, and keeps its first id when it is refused again after a replay', async () => {
    const refusing = member('catalog', { error: () => new AppError('BAD_USER_INPUT', 'p-1: no such currency') });
    refusing.bad.add('poison');
    await publishEvents(bus.redis, stream, [stockChanged('poison')]);
    await until(async () => expect(await listDeadLetters(bus.redis, contract)).toHaveLength(1));
    const [first] = await listDeadLetters(bus.redis, contract);
    expect(first?.reason).toBe('BAD_USER_INPUT: p-1: no such currency');
    await replayDeadLetters(bus.redis, contract, [first!.id]);
    await until(async () => expect(await listDeadLetters(bus.redis, contract)).toHaveLength(1));
    const [second] = await listDeadLetters(bus.redis, contract);
    expect(second?.id).not.toBe(first!.id);
    expect(second?.originalId).toBe(first!.originalId);
  });
});

describe('a message that cannot be read', () => {
  it('is a dead letter at once', async () => {
    await bus.redis.xadd(stream, '*', 'event', '{broken');
    await bus.redis.xadd(stream, '*', 'something', 'else');
    await bus.redis.xadd(stream, '*', 'event', JSON.stringify({ ...stockChanged('x'), data: { sku: 'x' } }));
    await publishEvents(bus.redis, stream, [stockChanged('readable')]);
    const { seen } = member('catalog');
    await until(() => expect(seen).toEqual(['readable']));
    await settled('catalog');
    const letters = await listDeadLetters(bus.redis, contract);
    expect(letters.map(({ json, reason }) => [json.slice(0, 7), reason.slice(0, 15)])).toEqual([
      ['{broken', 'cannot be read:'],
      ['', 'cannot be read:'],
      ['{"specv', 'cannot be read:'],
    ]);
    expect(await discardDeadLetters(bus.redis, contract, [letters[0]!.id, 'catalog/catalog/1-1'])).toEqual([
      letters[0]!.id,
    ]);
    expect(await listDeadLetters(bus.redis, contract)).toHaveLength(2);
  });
});

describe('a replay of all dead letters', () => {
  it('hands each over once when two run at once, and ends although they are refused again', async () => {
    const refusing = member('catalog');
    const skus = Array.from({ length: 150 }, (_, n) => `sku-${n}`);
    const events = skus.map((sku) => stockChanged(sku));
    for (const event of events) {
      await bus.redis.xadd(
        'dead:{search}:catalog',
        '*',
        'event',
        JSON.stringify(event),
        'reason',
        'r',
        'refusals',
        '5',
      );
    }
    refusing.bad.add('sku-7');
    const replayed = await Promise.all([
      replayAllDeadLetters(bus.redis, contract),
      replayAllDeadLetters(bus.redis, contract),
    ]);
    expect(replayed[0] + replayed[1]).toBe(150);
    await until(async () => expect(await listDeadLetters(bus.redis, contract)).toHaveLength(1));
    expect(refusing.seen.toSorted()).toEqual(skus.filter((sku) => sku !== 'sku-7').toSorted());
  });
});
