import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { isRetryable, toAppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { createRedis } from '../redis.ts';
import { parseEvent, UnknownEventType } from './envelope.ts';
import type { AnyEvent } from './envelope.ts';
import { eventMetrics } from './metrics.ts';
import { backoffMs, pause } from './pause.ts';
import { acknowledge, claimIdle, ensureGroup, isGroupMissing, leaveGroup, readHeld, readNew } from './stream-reader.ts';
import type { Membership, StreamMessage } from './stream-reader.ts';
import type { Worker } from './worker.ts';

const BLOCK_MS = 5_000;
const REFUSALS_BEFORE_REST = 5;
/** How many refused messages are kept in hand; more of them wait in the group's pending list. */
const MAX_IN_HAND = 1_000;

export interface ConsumerOptions {
  redisUrl: string;
  stream: string;
  /** One group per purpose: each group sees every event, each event goes to one member of a group. */
  group: string;
  log: Logger;
  /** Must be idempotent: by `handleOnce`, or by guarding its writes with the event's version. */
  handle: (events: AnyEvent[]) => Promise<void>;
  /** Events per call at most (default 100). */
  batch?: number;
  /** A message unacknowledged for this long belongs to a member that died (default 30,000). */
  claimAfterMs?: number;
}

interface Received {
  id: string;
  event: AnyEvent;
}
/** A refused message; `dueAt` is when to try it again, in ms since the epoch. */
interface Refused extends Received {
  dueAt: number;
}

/**
 * Reads a stream as a member of a consumer group and hands its events to `handle`, in batches, at least once each.
 * A message is acknowledged after it was handled. A batch that is refused is handed over one by one, so that a bad
 * event does not hold up the good ones; a refused event is tried again with back-off and, after five refusals, rests
 * in the group's pending list until it is claimed again. A database or broker that is away is no refusal: the loop
 * waits for it.
 */
export function startConsumer(o: ConsumerOptions): Worker {
  const log = o.log.child({ stream: o.stream, group: o.group });
  const batch = o.batch ?? 100;
  const claimAfterMs = o.claimAfterMs ?? 30_000;
  const metrics = eventMetrics();
  const labels = { stream: o.stream, group: o.group };
  const me: Membership = {
    stream: o.stream,
    group: o.group,
    consumer: `${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`,
  };
  // A blocked read holds its connection, so acknowledging and claiming have one of their own.
  const commands = createRedis({ url: o.redisUrl, name: `consumer ${o.group}`, log });
  const blocking = createRedis({ url: o.redisUrl, name: `reader ${o.group}`, log, blocking: true });
  const stopping = new AbortController();
  let refused: Refused[] = [];
  const refusalsOf = new Map<string, number>();
  const unreadable = new Set<string>();
  let claimCursor = '0-0';
  let nextClaim = 0;
  // What was on its way when a connection broke was given to this member, but never arrived.
  let heldAfter: string | null = null;
  blocking.on('close', () => (heldAfter = '0-0'));

  async function take(): Promise<Received[]> {
    const now = Date.now();
    const due = refused.filter((message) => message.dueAt <= now);
    if (due.length > 0) {
      refused = refused.filter((message) => message.dueAt > now);
      return due;
    }
    if (Date.now() >= nextClaim) {
      const claimed = await claimIdle(commands, me, { count: batch, idleMs: claimAfterMs, cursor: claimCursor });
      claimCursor = claimed.cursor;
      if (claimCursor === '0-0') nextClaim = Date.now() + claimAfterMs / 2;
      const messages = notInHand(claimed.messages);
      if (messages.length > 0) return receive(messages);
    }
    if (heldAfter !== null && blocking.status === 'ready') {
      const held = await readHeld(commands, me, { count: batch, after: heldAfter });
      heldAfter = held.at(-1)?.id ?? null;
      return receive(notInHand(held));
    }
    const wakeAt = Math.min(nextClaim, ...refused.map((message) => message.dueAt));
    const blockMs = Math.min(BLOCK_MS, Math.max(1, wakeAt - Date.now()));
    return receive(await unlessStopped(readNew(blocking, me, { count: batch, blockMs })));
  }

  function notInHand(messages: StreamMessage[]): StreamMessage[] {
    const inHand = new Set(refused.map((message) => message.id));
    return messages.filter((message) => !inHand.has(message.id));
  }

  // While it is away, a connection that is closed for good leaves its last read without an answer.
  function unlessStopped(read: Promise<StreamMessage[]>): Promise<StreamMessage[]> {
    return new Promise((resolve, reject) => {
      const onStop = (): void => resolve([]);
      stopping.signal.addEventListener('abort', onStop, { once: true });
      read.then(resolve, reject).finally(() => stopping.signal.removeEventListener('abort', onStop));
    });
  }

  async function receive(messages: StreamMessage[]): Promise<Received[]> {
    const received: Received[] = [];
    const notForUs: string[] = [];
    for (const { id, json } of messages) {
      try {
        received.push({ id, event: parseEvent(json ?? '') });
      } catch (error) {
        if (error instanceof UnknownEventType) {
          notForUs.push(id);
        } else if (!unreadable.has(id)) {
          // It stays pending, so that nothing is lost, and comes back with each claim: said once is enough.
          if (unreadable.size < MAX_IN_HAND) unreadable.add(id);
          metrics.refused.inc(labels);
          log.error({ err: error, messageId: id }, 'message cannot be read; it is kept in the pending list');
        }
      }
    }
    await acknowledge(commands, me, notForUs);
    return received;
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
          refuse(messages, error);
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

  function refuse(messages: Received[], error: unknown): void {
    for (const { id, event } of messages) {
      const refusals = (refusalsOf.get(id) ?? 0) + 1;
      if (refusalsOf.has(id) || refusalsOf.size < MAX_IN_HAND) refusalsOf.set(id, refusals);
      metrics.refused.inc(labels);
      const about = { err: error, messageId: id, eventId: event.id, type: event.type, refusals };
      if (refusals >= REFUSALS_BEFORE_REST) {
        log.error(about, 'event refused; it rests in the pending list until it is claimed again');
      } else if (refused.length < MAX_IN_HAND) {
        log.warn(about, 'event refused; it is tried again');
        refused.push({ id, event, dueAt: Date.now() + backoffMs(refusals, { firstMs: 100, maxMs: 10_000 }) });
      }
    }
  }

  async function step(): Promise<void> {
    const messages = await take();
    if (messages.length === 0) return;
    const handled = await hand(messages);
    if (handled.length === 0) return;
    // Should the acknowledgement be lost, the messages are claimed and handled again, to no effect.
    await acknowledge(
      commands,
      me,
      handled.map((message) => message.id),
    );
    for (const { id } of handled) refusalsOf.delete(id);
    metrics.handled.inc(labels, handled.length);
    const last = handled.at(-1);
    if (last) metrics.lag.set(labels, Math.max(0, (Date.now() - Date.parse(last.event.time)) / 1_000));
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
          refused = [];
          continue;
        }
        if (failures === 0) log.warn({ err: error }, 'consumer cannot reach the broker; it waits and tries again');
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
