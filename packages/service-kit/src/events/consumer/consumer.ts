import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from '../../process/log.ts';
import { createRedis } from '../../databases/redis.ts';
import { createMessageSource, LONGEST_READ_MS } from './message-source.ts';
import { createDelivery } from './delivery.ts';
import type { AnyEventOf, EventContract, EventMap } from '../contract.ts';
import { createParkedReader } from './parked.ts';
import { backoffMs, pause } from '../../process/pause.ts';
import { acknowledge, ensureGroup, isGroupMissing, leaveGroup, type Membership } from './stream-reader.ts';
import type { Worker } from '../worker.ts';

/** How often a member checks for events that older members could not parse. */
const CHECK_PARKED_MS = 2_000;
const MAX_PAUSE_MS = 1_000;
const LONE_FAILURES_FOR_MS = 30 * 60_000;

export interface ConsumerOptions<Events extends EventMap> {
  redisUrl: string;
  contract: EventContract<Events>;
  stream: string;
  /**
   * One group per purpose, listed in the contract. Every group receives every event; one member of it handles the
   * event.
   */
  group: string;
  log: Logger;
  /** Must be idempotent, by `handleOnce` or by guarding its writes with the event's version. */
  handle: (events: AnyEventOf<Events>[]) => Promise<void>;
  /** Asks the dependencies of `handle`, such as its database, for any answer; rejects where there is none. */
  ping: () => Promise<unknown>;
  /** The most events per call of `handle` (default 100). */
  batch?: number;
  /** A member that has not acknowledged a message for this long counts as dead (default 30,000). */
  claimAfterMs?: number;
  /** A call of `handle` that takes longer counts as timed out (default 30,000). */
  handleTimeoutMs?: number;
  /**
   * An event is at fault once it has, for this long, timed out alone while `ping` was answered, or failed as
   * unavailable while others were handled (default half an hour).
   */
  loneFailuresForMs?: number;
}

/**
 * Reads a stream as a member of a consumer group and delivers its events to `handle` in batches, each at least once. A
 * message is acknowledged after it was handled. The events of a failed batch are delivered one by one, so that a bad
 * event does not hold up the good ones. A failed event is retried with back-off and moves to the group's dead letters
 * after five attempts.
 *
 * These count as attempts: one that ends the process; repeated time-outs while other events of the type are handled, or
 * for half an hour while `ping` is answered; and an event that alone fails as unavailable for half an hour while others
 * are handled. A database or broker that is unavailable costs no attempt: the loop waits for it. A message that cannot
 * be parsed becomes a dead letter at once, and an event of an unknown type is parked; a member with newer code takes
 * both back.
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
      if (events > 0) log.info({ events }, 'events that an older version could not parse go back to the stream');
    } catch (error) {
      // New events do not wait for old ones. Where the broker is unavailable, the next read reports it.
      log.debug({ err: error }, 'parked events cannot be read; the consumer retries');
    }
  }

  async function step(): Promise<void> {
    await takeBackParked();
    if (await delivery.retryDue()) return;
    const yieldMs = delivery.yieldsUntil() - Date.now();
    if (yieldMs > 0) {
      await pause(Math.min(MAX_PAUSE_MS, yieldMs), stopping.signal);
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
          log.warn('the consumer group is gone; it is created again at the beginning of the stream');
          joined = false;
          // The pending messages belonged to the lost group. Those that are still in the stream are delivered again.
          delivery.clear();
          continue;
        }
        if (failures === 0) log.warn({ err: error }, 'consumer cannot reach the broker; it waits and retries');
        // A transfer that timed out has closed its connection too.
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
      // Only a read may be interrupted: messages that it was about to return stay pending for another member to claim.
      blocking.disconnect();
      await running;
      await leaveGroup(commands, me).catch(() => undefined);
      commands.disconnect();
    },
  };
}
