import type { Redis } from 'ioredis';
import { AppError, isRetryable, toAppError } from '../../errors/to-app-error.ts';
import type { Logger } from '../../process/log.ts';
import {
  type Attempt,
  ATTEMPTS_AT_MOST,
  beginAttempt,
  failAttempt,
  reasonOf,
  recordLoneFailure,
  undoAttempt,
} from './attempts.ts';
import { parseEvent, UnknownEventType } from '../envelope.ts';
import type { AnyEventOf, EventContract, EventMap } from '../contract.ts';
import { createFailureEvidence, type OutageKind } from './failure-evidence.ts';
import { eventMetrics } from '../metrics.ts';
import { parkMessage } from './parked.ts';
import { withDeadline } from '../../process/deadline.ts';
import { backoffMs, pause } from '../../process/pause.ts';
import { createRetryQueue } from './retry-queue.ts';
import { acknowledge, isGroupMissing, type Membership, type StreamMessage } from './stream-reader.ts';

/** How many failed messages wait here for their next attempt; further ones wait in the group's pending list. */
const MAX_WAITING = 1_000;
/** While so many events have failed for an unknown reason, no new ones are read. */
const MAX_UNEXPLAINED = 300;
/** How often a batch is tried as a whole while a dependency of the handler rejects calls or cannot be reached. */
const WHOLE_TRIES = 8;
/** A dependency that does not answer within this time counts as unavailable. */
const ANSWER_MS = 2_000;
/** After so many events in a row with an unavailable dependency, each further attempt waits. */
const OUTAGES_IN_A_ROW = 3;

/** Longer than the interval at which members take back parked events. */
const YIELD_MS = 3_000;

export interface DeliveryOptions<Events extends EventMap> {
  contract: EventContract<Events>;
  me: Membership;
  commands: Redis;
  log: Logger;
  stopping: AbortSignal;
  handle: (events: AnyEventOf<Events>[]) => Promise<void>;
  handleTimeoutMs: number;
  ping: () => Promise<unknown>;
  loneFailuresForMs: number;
}

interface ReceivedMessage<E> extends StreamMessage {
  event: E;
  /** This member's failed attempts, and its tries that do not count because a dependency was unavailable. */
  failures: number;
  tries: number;
  error?: unknown;
}

/** Delivers a member's messages to its handler, acknowledges those that were handled, and counts failed attempts. */
export interface Delivery {
  /** Delivers new messages as one batch. */
  deliver(messages: readonly StreamMessage[]): Promise<void>;
  /** Delivers messages that another member left unacknowledged, one by one: one of them may have ended its process. */
  deliverClaimed(messages: readonly StreamMessage[]): Promise<void>;
  /** Delivers the messages whose next attempt is due, and returns whether there were any. */
  retryDue(): Promise<boolean>;
  /** Whether so many messages are waiting that no new ones may be read. */
  isFull: () => boolean;
  nextDueAt: () => number;
  /**
   * Until then this member reads nothing new, so that a member with newer code receives what this one could not parse.
   */
  yieldsUntil: () => number;
  has: (id: string) => boolean;
  /** Drops all waiting messages, because the group is gone. */
  clear(): void;
}

export function createDelivery<Events extends EventMap>(o: DeliveryOptions<Events>): Delivery {
  type Received = ReceivedMessage<AnyEventOf<Events>>;
  const { me, commands, log, stopping } = o;
  const metrics = eventMetrics();
  const labels = { stream: me.stream, group: me.group };
  const retries = createRetryQueue<Received>(MAX_WAITING);
  const evidence = createFailureEvidence();
  let outagesInARow = 0;
  let yieldsUntil = 0;

  async function receive(messages: readonly StreamMessage[]): Promise<Received[]> {
    const received: Received[] = [];
    const notForUs: string[] = [];
    for (const message of messages) {
      if (message.targetGroup !== null && message.targetGroup !== me.group) {
        notForUs.push(message.id);
        continue;
      }
      try {
        received.push({ ...message, event: parseEvent(o.contract, message.json ?? ''), failures: 0, tries: 0 });
      } catch (error) {
        // A member that can parse it has moved it back, but is not reading at this moment: without a pause it would
        // never receive it.
        if (message.original != null) yieldsUntil = Date.now() + YIELD_MS;
        if (error instanceof UnknownEventType) await park(message, error);
        else await deadLetterUnparsable(message, error);
      }
    }
    await acknowledge(commands, me, notForUs);
    return received;
  }

  async function park(message: StreamMessage, error: UnknownEventType): Promise<void> {
    if (!(await parkMessage(commands, me, message))) return;
    log.warn(
      { type: error.message, messageId: message.id },
      'event of an unknown type; it is parked for a member with newer code',
    );
  }

  async function deadLetterUnparsable(message: StreamMessage, error: unknown): Promise<void> {
    const reason = `cannot be read: ${error instanceof Error ? error.message : 'no event'}`;
    await failAttempt(commands, me, message, { reason, counted: false, atMost: 1, unparsable: true });
    metrics.failed.inc(labels);
    log.error({ err: error, messageId: message.id }, 'message cannot be parsed; it is a dead letter now');
  }

  /** Returns the handler's error; undefined where it handled the events. */
  async function tryToHandle(messages: readonly Received[]): Promise<{ error: unknown } | undefined> {
    const late = (): never => {
      throw new AppError('TIMEOUT', `The handler took longer than ${o.handleTimeoutMs} ms`);
    };
    try {
      await withDeadline(() => o.handle(messages.map((message) => message.event)), { ms: o.handleTimeoutMs, late });
      return undefined;
    } catch (error) {
      return { error };
    }
  }

  async function handled(messages: readonly Received[]): Promise<void> {
    outagesInARow = 0;
    // If the acknowledgement is lost, the messages are delivered and handled again, without effect.
    const ids = messages.map((message) => message.id);
    await acknowledge(commands, me, ids);
    metrics.handled.inc(labels, messages.length);
    const ownFault = messages.flatMap((message) => evidence.passed(message.id, message.event.type));
    for (const id of ownFault) {
      const message = retries.get(id);
      if (message) await failed(message, message.error, { counted: false });
    }
  }

  async function failed(message: Received, error: unknown, { counted }: { counted: boolean }): Promise<void> {
    message.failures++;
    const about = { err: error, messageId: message.id, eventId: message.event.id, type: message.event.type };
    let attempts = message.failures;
    try {
      attempts = await failAttempt(commands, me, message, {
        reason: reasonOf(error),
        counted,
        atLeast: message.failures,
      });
    } catch (error) {
      // Other messages must not wait. Where the broker is unavailable, the next acknowledgement reports it.
      log.warn({ ...about, cause: error }, 'a failed attempt cannot be counted; the event is retried');
    }
    if (attempts > 0) metrics.failed.inc(labels);
    if (attempts === 0 || attempts >= ATTEMPTS_AT_MOST) {
      retries.remove(message.id);
      evidence.forget(message.id);
      if (attempts > 0) log.error({ ...about, attempts }, 'event failed its last attempt; it is a dead letter now');
      return;
    }
    log.warn({ ...about, attempts }, 'event failed; it is retried');
    retries.add(message, Date.now() + backoffMs(attempts, { firstMs: 100, maxMs: 10_000 }));
  }

  /** Either a dependency was unavailable, or the event itself is at fault: other events decide which. */
  async function unanswered(
    message: Received,
    error: unknown,
    kind: OutageKind,
    attempt: Attempt | undefined,
  ): Promise<void> {
    const { id, event } = message;
    if (stopping.aborted) {
      if (attempt) await undoAttempt(commands, me, id, attempt);
      return;
    }
    if (outagesInARow++ === 0) log.warn({ err: error }, 'handler cannot reach a dependency; it waits and retries');
    const ownFault =
      evidence.failed(id, event.type, kind) ||
      (kind === 'timeout' ? await alwaysTimesOut(id) : await isAlwaysUnavailable(id));
    if (ownFault) return failed(message, error, { counted: attempt !== undefined });
    message.error = error;
    const kept = retries.add(message, Date.now() + backoffMs(message.tries++, { firstMs: 100, maxMs: 10_000 }));
    if (!kept) evidence.forget(id);
    if (attempt) await undoAttempt(commands, me, id, attempt);
  }

  /** Whether an event has timed out alone for so long, while its dependencies answered, that it is at fault. */
  async function alwaysTimesOut(id: string): Promise<boolean> {
    const answers = await answersInTime();
    return (await recordLoneFailure(commands, me, id, answers)) >= o.loneFailuresForMs;
  }

  /**
   * Whether an event has failed as unavailable for so long that it is at fault. A full database answers a ping too, so
   * other events must have been handled meanwhile.
   */
  async function isAlwaysUnavailable(id: string): Promise<boolean> {
    const alone = evidence.failsAlone(id);
    if (alone === null) return false;
    const answers = alone && (await answersInTime());
    return (await recordLoneFailure(commands, me, id, answers)) >= o.loneFailuresForMs;
  }

  async function answersInTime(): Promise<boolean> {
    return withDeadline(o.ping, { ms: ANSWER_MS }).then(
      () => true,
      () => false,
    );
  }

  /**
   * Tries the batch as a whole and, where that fails, one by one, so that a bad event does not hold up the good ones.
   */
  async function deliverBatch(messages: readonly Received[]): Promise<void> {
    for (let tries = 1; messages.length > 0; tries++) {
      const outcome = await tryToHandle(messages);
      if (!outcome) return handled(messages);
      const kind = outageKindOf(outcome.error);
      // A handler that gives up because this process ends is no outage; the next member claims the events.
      if (kind !== null && stopping.aborted) return;
      if (kind !== 'unavailable' || tries >= WHOLE_TRIES) return deliverOneByOne(messages, outcome.error, kind);
      if (tries === 1) log.warn({ err: outcome.error }, 'handler cannot reach a dependency; it waits and retries');
      await pause(backoffMs(tries - 1, { firstMs: 50, maxMs: 2_000 }), stopping);
      // They stay unacknowledged for the next member to claim.
      if (stopping.aborted) return;
    }
  }

  async function deliverOneByOne(
    messages: readonly Received[],
    error: unknown,
    kind: OutageKind | null,
  ): Promise<void> {
    const [first] = messages;
    if (first && messages.length === 1) {
      if (kind === null) return failed(first, error, { counted: false });
      return unanswered(first, error, kind, undefined);
    }
    for (const message of messages) await deliverAlone(message, { claimed: false });
  }

  async function deliverAlone(message: StreamMessage | Received, { claimed }: { claimed: boolean }): Promise<void> {
    if (outagesInARow >= OUTAGES_IN_A_ROW) {
      await pause(backoffMs(outagesInARow - OUTAGES_IN_A_ROW, { firstMs: 50, maxMs: 2_000 }), stopping);
    }
    if (stopping.aborted) return;
    const attempt = await countAttempt(message, claimed);
    if (attempt?.number === 0) return evidence.forget(message.id);
    if (attempt && attempt.number > ATTEMPTS_AT_MOST) return giveUp(message);
    const [received] = 'event' in message ? [message] : await receive([message]);
    if (!received) return;
    const outcome = await tryToHandle([received]);
    if (!outcome) return handled([received]);
    const kind = outageKindOf(outcome.error);
    if (kind === null) return failed(received, outcome.error, { counted: attempt !== undefined });
    return unanswered(received, outcome.error, kind, attempt);
  }

  /** Counts the attempt before it begins; undefined where the broker is reachable but cannot count. */
  async function countAttempt(message: StreamMessage, claimed: boolean): Promise<Attempt | undefined> {
    try {
      return await beginAttempt(commands, me, message.id, { claimed });
    } catch (error) {
      if (isGroupMissing(error) || toAppError(error).code !== 'INTERNAL_SERVER_ERROR') throw error;
      log.warn({ err: error, messageId: message.id }, 'attempts cannot be counted at the broker');
      return undefined;
    }
  }

  /** All attempts have begun and none has finished: the process ended or hung in each of them. */
  async function giveUp(message: StreamMessage): Promise<void> {
    const reason = 'no attempt has finished: the process that handled it ended or hung';
    const attempts = await failAttempt(commands, me, message, { reason, counted: true, atLeast: ATTEMPTS_AT_MOST });
    if (attempts === 0) return;
    metrics.failed.inc(labels);
    log.error(
      { messageId: message.id, attempts },
      `event failed its last attempt (${reason}); it is a dead letter now`,
    );
  }

  return {
    deliver: async (messages) => deliverBatch(await receive(messages)),
    async deliverClaimed(messages) {
      for (const message of messages) await deliverAlone(message, { claimed: true });
    },
    async retryDue() {
      const due = retries.due(Date.now());
      for (const message of due) await deliverAlone(message, { claimed: false });
      return due.length > 0;
    },
    isFull: () => evidence.unexplained() >= MAX_UNEXPLAINED,
    nextDueAt: retries.nextDueAt,
    yieldsUntil: () => yieldsUntil,
    has: retries.has,
    clear() {
      retries.clear();
      evidence.clear();
    },
  };
}

/** Whether the handler failed because a dependency is unavailable or busy, which is usually not the event's fault. */
function outageKindOf(error: unknown): OutageKind | null {
  if (isRetryable(error)) return 'unavailable';
  const { code } = toAppError(error);
  if (code === 'TIMEOUT') return 'timeout';
  return code === 'SERVICE_UNAVAILABLE' ? 'unavailable' : null;
}
