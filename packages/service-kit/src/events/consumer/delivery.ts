import type { Redis } from 'ioredis';
import { AppError, isRetryable, toAppError } from '../../errors/to-app-error.ts';
import type { Logger } from '../../process/log.ts';
import { ATTEMPTS_AT_MOST, beginAttempt, failAttempt, noteLoneFailure, reasonOf, undoAttempt } from './attempts.ts';
import type { Attempt } from './attempts.ts';
import { parseEvent, UnknownEventType } from '../envelope.ts';
import type { AnyEventOf, EventContract, EventMap } from '../contract.ts';
import { createFailureEvidence } from './failure-evidence.ts';
import type { AwayKind } from './failure-evidence.ts';
import { eventMetrics } from '../metrics.ts';
import { parkMessage } from './parked.ts';
import { withDeadline } from '../../process/deadline.ts';
import { backoffMs, pause } from '../../process/pause.ts';
import { createRetryQueue } from './retry-queue.ts';
import { acknowledge, isGroupMissing } from './stream-reader.ts';
import type { Membership, StreamMessage } from './stream-reader.ts';

/** How many failed messages are kept for their next attempt; more of them wait in the group's pending list. */
const MAX_WAITING = 1_000;
/** While so many wait for an unknown reason, no new ones are read. */
const MAX_UNEXPLAINED = 300;
/** So often a batch is tried as a whole while what its handler needs refuses or cannot be reached. */
const WHOLE_TRIES = 8;
/** What a handler needs is away where it does not answer within this time. */
const ANSWER_MS = 2_000;
/** After so many events in a row that found their dependency away, each further try waits. */
const AWAY_IN_A_ROW = 3;

/** Longer than the pause of a member that takes back what was parked. */
const STAND_ASIDE_MS = 3_000;

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
  /** Attempts of this member that failed, and tries that were none because something was away. */
  failures: number;
  tries: number;
  error?: unknown;
}

/** Hands a member's messages to its handler, acknowledges what was handled, and counts attempts that failed. */
export interface Delivery {
  /** New messages, as one batch. */
  deliver(messages: readonly StreamMessage[]): Promise<void>;
  /** Messages that another member has held without an answer, one by one: one of them may have ended it. */
  deliverClaimed(messages: readonly StreamMessage[]): Promise<void>;
  /** Those whose next attempt is due; answers whether there were any. */
  retryDue(): Promise<boolean>;
  /** Whether so many messages wait that no new ones may be read. */
  isFull: () => boolean;
  nextDueAt: () => number;
  /** Until then this member reads nothing new: what it could not read is for a member with newer code. */
  standsAsideUntil: () => number;
  has: (id: string) => boolean;
  /** Forgets what waits: the group is gone. */
  clear(): void;
}

export function createDelivery<Events extends EventMap>(o: DeliveryOptions<Events>): Delivery {
  type Received = ReceivedMessage<AnyEventOf<Events>>;
  const { me, commands, log, stopping } = o;
  const metrics = eventMetrics();
  const labels = { stream: me.stream, group: me.group };
  const retries = createRetryQueue<Received>(MAX_WAITING);
  const evidence = createFailureEvidence();
  let awayInARow = 0;
  let standsAsideUntil = 0;

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
        // A member that can read it has put it back, and is not waiting at this moment: it would never get it.
        if (message.original != null) standsAsideUntil = Date.now() + STAND_ASIDE_MS;
        if (error instanceof UnknownEventType) await park(message, error);
        else await deadLetterUnparsable(message, error);
      }
    }
    await acknowledge(commands, me, notForUs);
    return received;
  }

  async function park(message: StreamMessage, error: UnknownEventType): Promise<void> {
    if (!(await parkMessage(commands, me, message))) return;
    log.warn({ type: error.message, messageId: message.id }, 'an event of a type unknown here waits for newer code');
  }

  async function deadLetterUnparsable(message: StreamMessage, error: unknown): Promise<void> {
    const reason = `cannot be read: ${error instanceof Error ? error.message : 'no event'}`;
    await failAttempt(commands, me, message, { reason, counted: false, atMost: 1, unparsable: true });
    metrics.failed.inc(labels);
    log.error({ err: error, messageId: message.id }, 'message cannot be read; it is a dead letter now');
  }

  /** The error of the handler; undefined where it handled them. */
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
    awayInARow = 0;
    // Should the acknowledgement be lost, the messages come again and are handled again, to no effect.
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
    } catch (uncounted) {
      // Others must not wait for it: where the broker is away, the next acknowledgement says so.
      log.warn({ ...about, cause: uncounted }, 'a failed attempt cannot be counted; the event is tried again');
    }
    if (attempts > 0) metrics.failed.inc(labels);
    if (attempts === 0 || attempts >= ATTEMPTS_AT_MOST) {
      retries.remove(message.id);
      evidence.forget(message.id);
      if (attempts > 0) log.error({ ...about, attempts }, 'event failed for good; it is a dead letter now');
      return;
    }
    log.warn({ ...about, attempts }, 'event failed; it is tried again');
    retries.add(message, Date.now() + backoffMs(attempts, { firstMs: 100, maxMs: 10_000 }));
  }

  /** What the handler needs was away, or the event itself is what takes too long: the others will tell. */
  async function unanswered(
    message: Received,
    error: unknown,
    kind: AwayKind,
    attempt: Attempt | undefined,
  ): Promise<void> {
    if (awayInARow++ === 0) log.warn({ err: error }, 'handler cannot reach a dependency; it waits and tries again');
    const { id, event } = message;
    const ownFault =
      evidence.failed(id, event.type, kind) ||
      (kind === 'timeout' ? await alwaysTimesOut(id) : await isAlwaysRefused(id));
    if (ownFault) return failed(message, error, { counted: attempt !== undefined });
    message.error = error;
    const kept = retries.add(message, Date.now() + backoffMs(message.tries++, { firstMs: 100, maxMs: 10_000 }));
    if (!kept) evidence.forget(id);
    if (attempt) await undoAttempt(commands, me, id, attempt);
  }

  /** Whether an event has timed out by itself for so long, while what it needs answered, that it is to blame. */
  async function alwaysTimesOut(id: string): Promise<boolean> {
    const answers = await answersInTime();
    return (await noteLoneFailure(commands, me, id, answers)) >= o.loneFailuresForMs;
  }

  /** The same of one that is refused. A full engine answers a ping as well: others must have been handled meanwhile. */
  async function isAlwaysRefused(id: string): Promise<boolean> {
    const alone = evidence.failsAlone(id);
    if (alone === null) return false;
    const answers = alone && (await answersInTime());
    return (await noteLoneFailure(commands, me, id, answers)) >= o.loneFailuresForMs;
  }

  async function answersInTime(): Promise<boolean> {
    return withDeadline(o.ping, { ms: ANSWER_MS }).then(
      () => true,
      () => false,
    );
  }

  /** Tries the batch as a whole and, where that fails, one by one, so that one bad event holds up no good one. */
  async function deliverBatch(messages: readonly Received[]): Promise<void> {
    for (let tries = 1; messages.length > 0; tries++) {
      const outcome = await tryToHandle(messages);
      if (!outcome) return handled(messages);
      const kind = awayKind(outcome.error);
      if (kind !== 'unavailable' || tries >= WHOLE_TRIES) return notAsAWhole(messages, outcome.error, kind);
      if (tries === 1) log.warn({ err: outcome.error }, 'handler cannot reach a dependency; it waits and tries again');
      await pause(backoffMs(tries - 1, { firstMs: 50, maxMs: 2_000 }), stopping);
      // Unacknowledged, they are for the next member to claim.
      if (stopping.aborted) return;
    }
  }

  async function notAsAWhole(messages: readonly Received[], error: unknown, kind: AwayKind | null): Promise<void> {
    const [first] = messages;
    if (first && messages.length === 1) {
      if (kind === null) return failed(first, error, { counted: false });
      return unanswered(first, error, kind, undefined);
    }
    for (const message of messages) await deliverAlone(message, { claimed: false });
  }

  async function deliverAlone(message: StreamMessage | Received, { claimed }: { claimed: boolean }): Promise<void> {
    if (awayInARow >= AWAY_IN_A_ROW) {
      await pause(backoffMs(awayInARow - AWAY_IN_A_ROW, { firstMs: 50, maxMs: 2_000 }), stopping);
    }
    if (stopping.aborted) return;
    const attempt = await countAttempt(message, claimed);
    if (attempt?.number === 0) return evidence.forget(message.id);
    if (attempt && attempt.number > ATTEMPTS_AT_MOST) return giveUp(message);
    const [received] = 'event' in message ? [message] : await receive([message]);
    if (!received) return;
    const outcome = await tryToHandle([received]);
    if (!outcome) return handled([received]);
    const kind = awayKind(outcome.error);
    if (kind === null) return failed(received, outcome.error, { counted: attempt !== undefined });
    return unanswered(received, outcome.error, kind, attempt);
  }

  /** Counts the attempt before it begins; undefined where the broker answers that it cannot. */
  async function countAttempt(message: StreamMessage, claimed: boolean): Promise<Attempt | undefined> {
    try {
      return await beginAttempt(commands, me, message.id, { claimed });
    } catch (error) {
      if (isGroupMissing(error) || toAppError(error).code !== 'INTERNAL_SERVER_ERROR') throw error;
      log.warn({ err: error, messageId: message.id }, 'attempts cannot be counted at the broker');
      return undefined;
    }
  }

  /** All attempts were begun and none was ever answered: the process ended in each of them. */
  async function giveUp(message: StreamMessage): Promise<void> {
    const reason = 'every attempt ended without an answer: the process that handled it ended or hung';
    const attempts = await failAttempt(commands, me, message, { reason, counted: true, atLeast: ATTEMPTS_AT_MOST });
    if (attempts === 0) return;
    metrics.failed.inc(labels);
    log.error({ messageId: message.id, attempts }, `event failed for good (${reason}); it is a dead letter now`);
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
    standsAsideUntil: () => standsAsideUntil,
    has: retries.has,
    clear() {
      retries.clear();
      evidence.clear();
    },
  };
}

/** Whether the handler failed because something it needs is away or busy: in general no fault of the event's. */
function awayKind(error: unknown): AwayKind | null {
  if (isRetryable(error)) return 'unavailable';
  const { code } = toAppError(error);
  if (code === 'TIMEOUT') return 'timeout';
  return code === 'SERVICE_UNAVAILABLE' ? 'unavailable' : null;
}
