import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from '../../process/log.ts';
import { createRedis } from '../../databases/redis.ts';
import { createMessageSource, LONGEST_READ_MS } from './message-source.ts';
import { createDelivery } from './delivery.ts';
import type { AnyEventOf, EventContract, EventMap } from '../contract.ts';
import { createParkedReader } from './parked.ts';
import { backoffMs, pause } from '../../process/pause.ts';
import { acknowledge, ensureGroup, isGroupMissing, leaveGroup } from './stream-reader.ts';
import type { Membership } from './stream-reader.ts';
import type { Worker } from '../worker.ts';

/** How often a member looks for events that older members could not read. */
const CHECK_PARKED_MS = 2_000;
const MAX_PAUSE_MS = 1_000;
const LONE_FAILURES_FOR_MS = 30 * 60_000;

export interface ConsumerOptions<Events extends EventMap> {
  redisUrl: string;
  contract: EventContract<Events>;
  stream: string;
  /** One group per purpose: each group sees every event, each event goes to one member. Named in the contract. */
  group: string;
  log: Logger;
  /** Must be idempotent: by `handleOnce`, or by guarding its writes with the event's version. */
  handle: (events: AnyEventOf<Events>[]) => Promise<void>;
  /** Asks what `handle` needs, such as its database, for any answer; rejects where there is none. */
  ping: () => Promise<unknown>;
  /** Events per call at most (default 100). */
  batch?: number;
  /** A message unacknowledged for this long belongs to a member that died (default 30,000). */
  claimAfterMs?: number;
  /** A call of `handle` that takes longer counts as one that timed out (default 30,000). */
  handleTimeoutMs?: number;
  /**
   * An event that has timed out by itself for so long while `ping` was answered, or was refused while others were
   * handled, is at fault (default half an hour).
   */
  loneFailuresForMs?: number;
}

/**
 * Reads a stream as a member of a consumer group and hands its events to `handle`, in batches, at least once each.
 * A message is acknowledged after it was handled. A batch that fails is handed over one by one, so that a bad event does
 * not hold up the good ones; a failed event is tried again with back-off and, after five attempts, moves to the group's
 * dead letters. An attempt that ends the process counts, and so does one that times out again and again while others of its
 * type are handled, or for half an hour while `ping` is answered, and one that alone is refused for so long while others are
 * handled. A database or broker that is away does not: the loop waits for it. A value that cannot be read is a dead letter
 * at once and an event of an unknown type is parked; a member with newer code takes both back.
 */
export function startConsumer<Events extends EventMap>(o: ConsumerOptions<Events>): Worker {
  const log = o.log.child({ stream: o.stream, group: o.group });
  const me: Membership = {
    stream: o.stream,
    group: o.group,
    consumer: `${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`,
  };
  const commands = createRedis({ url: o.redisUrl, name: `consumer ${o.group}`, log });
  const blocking = createRedis({
    url: o.redisUrl,
    name: `reader ${o.group}`,
    log,
    patient: true,
    timeoutMs: LONGEST_READ_MS,
  });
  const stopping = new AbortController();
  const delivery = createDelivery({
    contract: o.contract,
    me,
    commands,
    log,
    stopping: stopping.signal,
    handle: o.handle,
    handleTimeoutMs: o.handleTimeoutMs ?? 30_000,
    ping: o.ping,
    loneFailuresForMs: o.loneFailuresForMs ?? LONE_FAILURES_FOR_MS,
  });
  const source = createMessageSource({
    me,
    commands,
    blocking,
    batch: o.batch ?? 100,
    claimAfterMs: o.claimAfterMs ?? 30_000,
    stopping: stopping.signal,
    isPending: delivery.has,
    onGone: async (ids) => {
      log.error({ ids: ids.slice(0, 10), count: ids.length }, 'messages were deleted before they could be handled');
      await acknowledge(commands, me, ids);
    },
  });
  const parked = createParkedReader(commands, o.contract, me);
  let nextParkedCheck = 0;

  async function takeBackParked(): Promise<void> {
    if (Date.now() < nextParkedCheck) return;
    nextParkedCheck = Date.now() + CHECK_PARKED_MS;
    try {
      const events = await parked.takeBack();
      if (events > 0) log.info({ events }, 'events that an older version could not read go back to the stream');
    } catch (error) {
      // New events do not wait for old ones: where the broker is away, the next read says so.
      log.debug({ err: error }, 'what was parked cannot be looked at; it is tried again');
    }
  }

  async function step(): Promise<void> {
    await takeBackParked();
    if (await delivery.retryDue()) return;
    const asideMs = delivery.standsAsideUntil() - Date.now();
    if (asideMs > 0) {
      await pause(Math.min(MAX_PAUSE_MS, asideMs), stopping.signal);
      return;
    }
    if (delivery.isFull()) {
      await pause(Math.min(MAX_PAUSE_MS, Math.max(1, delivery.nextDueAt() - Date.now())), stopping.signal);
      return;
    }
    const { messages, claimed } = await source.next(Math.min(delivery.nextDueAt(), nextParkedCheck));
    await (claimed ? delivery.deliverClaimed(messages) : delivery.deliver(messages));
  }

  async function run(): Promise<void> {
    let failures = 0;
    let joined = false;
    while (!stopping.signal.aborted) {
      try {
        if (!joined) {
          await ensureGroup(commands, me);
          joined = true;
        }
        await step();
        failures = 0;
      } catch (error) {
        if (stopping.signal.aborted) break;
        if (isGroupMissing(error)) {
          log.warn('the consumer group is gone; it is made again from the beginning of the stream');
          joined = false;
          // What was in hand belonged to the group that is gone; the stream, if it has it, gives it again.
          delivery.clear();
          continue;
        }
        if (failures === 0) log.warn({ err: error }, 'consumer cannot reach the broker; it waits and tries again');
        // A transfer that took too long ends its connection as well.
        source.readLess();
        source.rereadPending();
        await pause(backoffMs(failures++, { firstMs: 100, maxMs: 2_000 }), stopping.signal);
      }
    }
  }

  const running = run();
  return {
    name: `consumer ${o.group} of ${o.stream}`,
    async stop() {
      stopping.abort();
      // Only a read may be cut off: messages that it was about to bring stay pending and are claimed by another.
      blocking.disconnect();
      await running;
      await leaveGroup(commands, me).catch(() => undefined);
      commands.disconnect();
    },
  };
}
