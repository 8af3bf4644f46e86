import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { isRetryable, toAppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { createRedis } from '../redis.ts';
import { createIntake, LONGEST_READ_MS } from './consumer-intake.ts';
import { parseEvent, UnknownEventType } from './envelope.ts';
import type { AnyEvent } from './envelope.ts';
import { eventMetrics } from './metrics.ts';
import { backoffMs, pause } from './pause.ts';
import { createInHand, reasonOf, refuseMessage, REFUSALS_AT_MOST } from './refusals.ts';
import type { RefusedMessage } from './refusals.ts';
import { acknowledge, ensureGroup, isGroupMissing, leaveGroup } from './stream-reader.ts';
import type { Membership, StreamMessage } from './stream-reader.ts';
import type { Worker } from './worker.ts';

/** How many refused messages are kept in hand; more of them wait in the group's pending list. */
const MAX_IN_HAND = 1_000;

export interface ConsumerOptions {
  redisUrl: string;
  stream: string;
  /** One group per purpose: each group sees every event, each event goes to one member. Named in `GROUPS_OF`. */
  group: string;
  log: Logger;
  /** Must be idempotent: by `handleOnce`, or by guarding its writes with the event's version. */
  handle: (events: AnyEvent[]) => Promise<void>;
  /** Events per call at most (default 100). */
  batch?: number;
  /** A message unacknowledged for this long belongs to a member that died (default 30,000). */
  claimAfterMs?: number;
}

interface Received extends RefusedMessage {
  event: AnyEvent;
}

/**
 * Reads a stream as a member of a consumer group and hands its events to `handle`, in batches, at least once each.
 * A message is acknowledged after it was handled. A batch that is refused is handed over one by one, so that a bad
 * event does not hold up the good ones; a refused event is tried again with back-off and, after five refusals, moves to
 * the group's dead letters, where one that cannot be read goes at once. A database or broker that is away is no refusal:
 * the loop waits for it.
 */
export function startConsumer(o: ConsumerOptions): Worker {
  const log = o.log.child({ stream: o.stream, group: o.group });
  const metrics = eventMetrics();
  const labels = { stream: o.stream, group: o.group };
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
  const refused = createInHand<Received>(MAX_IN_HAND);
  const intake = createIntake({
    me,
    commands,
    blocking,
    batch: o.batch ?? 100,
    claimAfterMs: o.claimAfterMs ?? 30_000,
    stopping: stopping.signal,
    inHand: (id) => refused.has(id),
  });

  async function receive(messages: readonly StreamMessage[]): Promise<Received[]> {
    const received: Received[] = [];
    const notForUs: string[] = [];
    for (const message of messages) {
      if (message.only !== null && message.only !== o.group) {
        notForUs.push(message.id);
        continue;
      }
      try {
        received.push({ ...message, event: parseEvent(message.json ?? '') });
      } catch (error) {
        if (error instanceof UnknownEventType) notForUs.push(message.id);
        else await buryUnreadable(message, error);
      }
    }
    await acknowledge(commands, me, notForUs);
    return received;
  }

  async function buryUnreadable(message: StreamMessage, error: unknown): Promise<void> {
    const reason = `cannot be read: ${error instanceof Error ? error.message : 'no event'}`;
    await refuseMessage(commands, me, message, { reason, atMost: 1 });
    metrics.refused.inc(labels);
    log.error({ err: error, messageId: message.id }, 'message cannot be read; it is a dead letter now');
  }

  /** Hands the messages over; answers those that were handled. Waits for as long as a dependency is away. */
  async function hand(messages: Received[]): Promise<Received[]> {
    for (let attempt = 0; ; attempt++) {
      try {
        await o.handle(messages.map((message) => message.event));
        return messages;
      } catch (error) {
        if (!isAway(error)) {
          if (messages.length > 1) return await handOneByOne(messages);
          for (const message of messages) await refuse(message, error);
          return [];
        }
        if (attempt === 0) log.warn({ err: error }, 'handler cannot reach a dependency; it waits and tries again');
        await pause(backoffMs(attempt, { firstMs: 50, maxMs: 2_000 }), stopping.signal);
        // Unacknowledged, they are for the next member to claim.
        if (stopping.signal.aborted) return [];
      }
    }
  }

  async function handOneByOne(messages: Received[]): Promise<Received[]> {
    const handled: Received[] = [];
    for (const message of messages) handled.push(...(await hand([message])));
    return handled;
  }

  async function refuse(message: Received, error: unknown): Promise<void> {
    const { id, event } = message;
    const refusals = await refuseMessage(commands, me, message, {
      reason: reasonOf(error),
      atMost: REFUSALS_AT_MOST,
    });
    if (refusals === 0) return;
    metrics.refused.inc(labels);
    const about = { err: error, messageId: id, eventId: event.id, type: event.type, refusals };
    if (refusals >= REFUSALS_AT_MOST) {
      log.error(about, 'event refused for good; it is a dead letter now');
      return;
    }
    log.warn(about, 'event refused; it is tried again');
    refused.add(message, Date.now() + backoffMs(refusals, { firstMs: 100, maxMs: 10_000 }));
  }

  async function step(): Promise<void> {
    const due = refused.due(Date.now());
    const messages = due.length > 0 ? due : await receive(await intake.next(refused.nextDueAt()));
    if (messages.length === 0) return;
    const handled = await hand(messages);
    // Should the acknowledgement be lost, the messages come again and are handled again, to no effect.
    await acknowledge(
      commands,
      me,
      handled.map((message) => message.id),
    );
    metrics.handled.inc(labels, handled.length);
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
          refused.clear();
          continue;
        }
        if (failures === 0) log.warn({ err: error }, 'consumer cannot reach the broker; it waits and tries again');
        intake.readHeldAgain();
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

/** Whether the handler failed because something it needs is away or busy: no fault of the event's. */
function isAway(error: unknown): boolean {
  if (isRetryable(error)) return true;
  const { code } = toAppError(error);
  return code === 'SERVICE_UNAVAILABLE' || code === 'TIMEOUT';
}
